"""The reserve: whom the Commissioner appoints to hold what nobody before them may know of."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from notifications.models import Notice
from tests.violations.desk import filed, now_of
from violations.choices import Pool
from violations.models import Report, ReserveHandler
from violations.services import reserve
from workflow.errors import NotAllowed, Stale
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
PAGE = "/reports/reserve/"


@pytest.mark.clause("C.3")
def test_the_commissioner_appoints_and_ends_on_a_page_of_their_own(cast, now, as_user):
    client = as_user(cast.adaeze)

    assert "Appoint at least two" in client.get(PAGE).content.decode()
    for name in ("Noor Halloran", "Ottilie Gray"):
        assert client.post(PAGE, {"person": name}).status_code == 302
    assert "Appoint at least two" not in client.get(PAGE).content.decode()
    assert Notice.objects.filter(recipient=cast.noor, kind="confidential.reserve").count() == 1
    assert client.post(reverse("reserve_end", args=[cast.noor.public_id])).status_code == 302

    assert [row.person for row in reserve.appointed()] == [cast.ottilie]
    assert set(AuditEvent.objects.filter(action__startswith="reserve.").values_list("is_confidential", flat=True)) == {
        True
    }


def test_to_everybody_else_the_page_is_missing(cast, as_user):
    for who in ("rolf", "imogen", "priya", "bram", "ines", "noor"):
        client = as_user(getattr(cast, who))
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, {"person": "Noor Halloran"}).status_code == 404
        assert client.post(reverse("reserve_end", args=[cast.noor.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Enter who"), ("Nobody Known", "Nobody who works here"), ("Adaeze Thornbury", "come after the reserve")],
)
def test_what_cannot_be_is_said_at_the_field(cast, as_user, typed, sentence):
    answer = as_user(cast.adaeze).post(PAGE, {"person": typed})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_nobody_is_appointed_twice_or_ended_twice(cast, now):
    row = reserve.appoint(cast.noor, actor=cast.adaeze, at=now)
    with pytest.raises(NotAllowed, match="already"):
        reserve.appoint(cast.noor, actor=cast.adaeze, at=now)
    reserve.end(row, actor=cast.adaeze, at=now)
    with pytest.raises(Stale):
        reserve.end(row, actor=cast.adaeze, at=now)
    with pytest.raises(NotAllowed, match="Only the Commissioner"):
        reserve.appoint(cast.noor, actor=cast.rolf, at=now)


def test_who_is_appointed_holds_what_nobody_before_them_may_know_of(cast, now):
    reserve.appoint(cast.ottilie, actor=cast.adaeze, at=now)
    reserve.appoint(cast.juniper, actor=cast.adaeze, at=now)

    report = filed(cast, now, cast.imogen, cast.rolf)  # the whole Legal Unit, its head and the designee

    assert now_of(report).pool == Pool.RESERVE
    with acting_as(cast.juniper):
        assert Report.objects.get() == report
    with acting_as(cast.ottilie):  # she reports to Rolf, who is named, and is not above him
        assert Report.objects.get() == report
    assert ReserveHandler.objects.count() == 2


def test_a_refused_form_says_so_once(cast, as_user):
    for typed in ("", "\0", "x" * 300):
        refused = as_user(cast.adaeze).post(PAGE, {"person": typed})

        assert refused.status_code == 400
        assert refused.content.decode().count("This needs another look") == 1
    assert not ReserveHandler.objects.exists()
