"""A draft between the employee who signs it and the supervisor who may prepare it (domain 5.4, 7.1)."""

import uuid

import pytest
from django.urls import reverse

from audit.services import events_about
from authorizations.models import SupervisionAuthorization
from authorizations.services import compliance, requests
from authorizations.states import State
from dys_social import personnel
from policy.calendar import local_day
from tests.factories.authorizations import draft
from workflow.errors import NotAllowed


@pytest.fixture
def prepared(cast, now):
    """A draft that Beatrix prepared for Dana."""
    own = draft(cast.dana, cast.koa, at=now)
    answers = {name: getattr(own, name) for name in requests.DRAFT_FIELDS}
    answers |= {name: getattr(own, name).reveal() for name in ("justification", "youth_accounts")}
    return requests.start(cast.dana, actor=cast.beatrix, form_key=uuid.uuid4(), at=now, **answers)


def sign_url(request):
    return reverse("supervision_edit", args=[request.public_id, "sign"])


def test_nobody_signs_what_the_supervisor_changed_meanwhile(cast, as_user, prepared, now):
    seen = prepared.version
    requests.save(prepared, actor=cast.beatrix, at=now, handle_entered="demo_other")

    answers = {
        "version": str(seen),
        "attested": list(requests.attestations_for(prepared)),
        "signature": cast.dana.full_name,
        "save": "1",
    }
    response = as_user(cast.dana).post(sign_url(prepared), answers)

    prepared.refresh_from_db()
    assert response.status_code == 409
    assert prepared.state == State.DRAFT


def test_the_supervisor_of_yesterday_no_longer_knows_of_the_draft(cast, as_user, prepared, now):
    personnel.change_supervisor(cast.dana, cast.hollis, actor=cast.bram, at=now)

    assert not SupervisionAuthorization.objects.visible_to(cast.beatrix, local_day(now)).exists()
    assert as_user(cast.beatrix).get(prepared.get_absolute_url()).status_code == 404
    prepared.refresh_from_db()
    prepared.employee.refresh_from_db()
    with pytest.raises(NotAllowed):
        requests.save(prepared, actor=cast.beatrix, at=now, handle_entered="demo_other")


def test_what_legal_answers_is_not_shown_to_the_supervisor_who_drafted(cast, as_user, prepared, now):
    issue = compliance.report_connection(prepared, statement="A cousin", actor=cast.dana, at=now)
    compliance.resolve(issue, finding="no_breach", resolution="Keep it; see Priya.", actor=cast.priya, at=now)

    assert "see Priya" in as_user(cast.dana).get(prepared.get_absolute_url()).content.decode()
    page = as_user(cast.beatrix).get(prepared.get_absolute_url()).content.decode()
    assert "see Priya" not in page
    assert "Legal" not in page


def test_a_draft_thrown_away_leaves_a_trace(cast, now):
    request = draft(cast.dana, cast.koa, at=now)
    subject = ("authorizations.supervisionauthorization", request.public_id)

    requests.discard_draft(request, actor=cast.dana, at=now)

    assert list(events_about(subject).values_list("action", flat=True)) == [
        "supervision.drafted",
        "supervision.discarded",
    ]
