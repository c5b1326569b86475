"""The disclosure log: entered by Legal on every hand-over, read by Legal alone, never changed."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.models import Disclosure
from policy.calendar import local_day
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.identity import acting_as
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST = "/investigations/disclosures/"
RECIPIENT, GIVEN = "Marker of Suffolk County", "Marker: two pages of posts"
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda", "ines", "bram", "rolf"]


def new(leave):
    return reverse("disclosure_new", args=[leave.public_id])


def answers(**changed):
    return {
        "form_key": str(uuid.uuid4()),
        "recipient": RECIPIENT,
        "purpose": "Subpoena of November",
        "given": GIVEN,
        "format": "Paper",
        "disclosed_on": local_day(timezone.now()).isoformat(),
        "authorized_by": "Imogen Vasquez-Hale",
    } | changed


def log(reader):
    with acting_as(reader):
        return list(Disclosure.objects.all())


@pytest.fixture
def leave(cast):
    return make.active(cast.leona, cast.koa, at=timezone.now())


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_the_log_does_not_exist_for_anybody_but_legal(cast, as_user, leave, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for answer in (client.get(LIST), client.get(new(leave)), client.post(new(leave), answers())):
        assert (answer.status_code, answer.content) == (404, missing)
    assert log(cast.priya) == []


def test_there_is_no_disclosure_from_a_record_that_is_not_there_or_from_a_draft(cast, as_user):
    client = as_user(cast.priya)
    draft = make.draft(cast.priya, cast.koa, at=timezone.now())
    others = make.draft(cast.leona, cast.koa, at=timezone.now())

    for address in (reverse("disclosure_new", args=[uuid.uuid4()]), new(draft), new(others)):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)


def test_a_hand_over_is_entered_and_read_in_the_log(cast, as_user, leave):
    client = as_user(cast.priya)

    assert client.get(new(leave)).status_code == 200
    answer = client.post(new(leave), answers())

    (row,) = log(cast.priya)
    assert (answer.status_code, answer.url) == (302, leave.get_absolute_url())
    assert (row.authorization_id, row.authorized_by, row.entered_by) == (leave.pk, cast.imogen, cast.priya)
    assert (row.recipient.reveal(), row.given.reveal(), row.format) == (RECIPIENT, GIVEN, "Paper")
    page = as_user(cast.imogen).get(LIST).content.decode()
    assert RECIPIENT in page and GIVEN in page and leave.number in page


def test_the_same_form_sent_twice_is_one_entry(cast, as_user, leave):
    sent = answers()
    for _twice in range(2):
        assert as_user(cast.priya).post(new(leave), sent).status_code == 302

    assert len(log(cast.priya)) == 1


def test_nobody_enters_what_was_given_of_their_own_investigation(cast, as_user):
    own = make.active(cast.priya, cast.koa, at=timezone.now())

    assert as_user(cast.priya).get(new(own)).status_code == 404
    assert as_user(cast.priya).post(new(own), answers()).status_code == 404
    assert as_user(cast.imogen).get(new(own)).status_code == 200


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("recipient", {"recipient": " "}),
        ("recipient", {"recipient": "x" * 301}),
        ("purpose", {"purpose": ""}),
        ("given", {"given": "a\x00b"}),
        ("given", {"given": "\u202eno"}),
        ("format", {"format": "x" * 61}),
        ("disclosed_on", {"disclosed_on": "2026-02-30"}),
        ("authorized_by", {"authorized_by": "Dana Okafor-Lane"}),
        ("authorized_by", {"authorized_by": "Nobody Anywhere"}),
        ("authorized_by", {"authorized_by": ""}),
        ("__all__", {"disclosed_on": (timezone.now() + 3 * DAY).date().isoformat()}),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_not_made(cast, as_user, leave, field, changed):
    answer = as_user(cast.priya).post(new(leave), answers(**changed))

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert log(cast.priya) == []


def test_an_entry_is_never_changed_and_never_goes(cast, as_user, leave):
    as_user(cast.priya).post(new(leave), answers())

    with acting_as(cast.priya):
        for change in (lambda: Disclosure.objects.update(format="Other"), lambda: Disclosure.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    assert len(log(cast.priya)) == 1


def test_the_database_shows_the_log_to_legal_alone(cast, as_user, leave):
    as_user(cast.priya).post(new(leave), answers())

    assert [len(log(person)) for person in (cast.priya, cast.imogen)] == [1, 1]
    assert [log(person) for person in (cast.leona, cast.bram, cast.ines, cast.rolf)] == [[], [], [], []]


def test_every_view_is_on_the_trail_with_what_it_showed_but_no_word_of_it(cast, as_user, leave):
    client = as_user(cast.priya)
    client.post(new(leave), answers())
    client.get(LIST)

    event = AuditEvent.objects.filter(subject_id="disclosure_list").latest("at")
    assert (event.actor_name, event.is_confidential) == ("Priya Lindqvist", True)
    assert event.facts == {"disclosures": [str(log(cast.priya)[0].public_id)]}
    assert "Marker" not in str(list(AuditEvent.objects.values()))


def test_the_log_pages_with_a_constant_number_of_questions(cast, as_user, leave, django_assert_max_num_queries):
    client = as_user(cast.priya)
    for _number in range(PAGE_SIZE + 2):
        client.post(new(leave), answers())

    with django_assert_max_num_queries(MOST):
        first = client.get(LIST)
    second = client.get(LIST, {"cursor": first.context["page"].older})

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (PAGE_SIZE, 2)
