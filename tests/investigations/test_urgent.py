"""What is urgent in the compartment calls the Legal Unit by its rota, in neutral words, and never whose matter it is."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.choices import Direction, IssueKind, Method
from investigations.models import ConfidentialIssue
from investigations.services import contacts, issues, profiles, records
from notifications.models import Notice, UrgentCall
from notifications.services import PASSED_ON_AFTER, acknowledge, pass_on, put_on_rota
from people.models import RoleGrant
from people.roles import Role
from policy.calendar import local_day
from tests.cast import LONG_AGO
from tests.factories import investigations as make
from tests.factories.people import UserFactory
from workflow.identity import acting_as

DAY = datetime.timedelta(days=1)
WORDS = "A confidential matter concerns the safety of a youth"


@pytest.fixture
def petra(cast, now):
    """A third member of the Legal Unit, last on the rota after Priya and Imogen."""
    person = UserFactory(legal_first="Petra", legal_last="Vale", username="petra", reports_to=cast.imogen)
    RoleGrant.objects.create(person=person, role=Role.LEGAL, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    for one in (cast.priya, cast.imogen, person):
        put_on_rota(one, actor=cast.imogen, at=now)
    return person


def stop_at_gate(leave, actor, at):
    with acting_as(actor):
        return records.capture(leave, form_key=uuid.uuid4(), source_account="demo_x", captured_at=at, actor=actor,
                               at=at, is_gated=True)  # fmt: skip


def log_danger(leave, at):
    profile, person = make.profile_in_use(leave, at=at), leave.investigator
    with acting_as(person):
        contacts.log(profile, form_key=uuid.uuid4(), occurred_at=at, direction=Direction.IN, method=Method.CALL,
                     summary="A call.", explanation="It came by itself.", is_youth_unsafe=True, actor=person,
                     at=at)  # fmt: skip


def compromise(leave, at):
    profile, person = make.profile_in_use(leave, at=at), leave.investigator
    with acting_as(person):
        profiles.compromise(profile, compromised_on=local_day(at), note="Asked who it is.", actor=person, at=at)


def everybody_told(call, at):
    """Through more than one round."""
    for turn in range(1, 6):
        pass_on(at + turn * PASSED_ON_AFTER)
    return set(call.turns.values_list("person__username", flat=True))


URGENT = {
    "gate": lambda leave, at: stop_at_gate(leave, leave.investigator, at),
    "safety": log_danger,
    "compromised": compromise,
}


@pytest.mark.parametrize("event", URGENT)
def test_the_first_of_the_rota_is_called_and_the_investigator_of_legal_never(cast, petra, event):
    at = timezone.now() - DAY
    leave = make.active(cast.priya, cast.koa, at=at)

    URGENT[event](leave, at)

    call = UrgentCall.objects.get()
    assert (call.kind, call.is_confidential) == (f"confidential.{event}", True)
    assert [turn.person for turn in call.turns.all()] == [cast.imogen]
    assert everybody_told(call, at) == {"imogen", "petra"}
    assert not Notice.objects.of(cast.priya).filter(kind=call.kind).exists()


@pytest.mark.parametrize("event", ["gate", "safety"])
def test_the_supervisor_hears_of_a_youth_in_danger_at_once_as_well(cast, petra, event):
    at = timezone.now() - DAY

    URGENT[event](make.active(cast.leona, cast.koa, at=at), at)

    told = Notice.objects.filter(kind=f"confidential.{event}")
    assert {notice.recipient for notice in told} == {
        cast.imogen,
        cast.priya,
    }  # Leona's supervisor, and the rota's first
    assert all(notice.is_urgent and notice.mail.is_urgent for notice in told)
    assert {notice.title for notice in told} == {WORDS}


def test_an_urgent_issue_never_calls_whom_it_is_about_and_ends_with_its_answer(cast, petra):
    at = timezone.now() - DAY
    leave = make.active(cast.leona, cast.koa, at=at)
    with acting_as(cast.leona):
        issues.open_issue(leave, IssueKind.NOT_DEACTIVATED, clause="B.3.a", person=cast.priya, statement="A doubt.",
                          at=at, urgent=True)  # fmt: skip
    call = UrgentCall.objects.get()
    assert everybody_told(call, at) == {"imogen", "petra"}

    with acting_as(petra):
        answer = {"finding": "no_breach", "resolution": "Nothing follows.", "report_number": "", "no_report_reason": ""}
        issues.resolve(ConfidentialIssue.objects.get(), **answer, actor=petra, at=timezone.now())

    call.refresh_from_db()
    assert (call.closed_at is None, call.acknowledged_by) == (False, None)


def test_who_has_it_stays_on_the_confidential_trail_and_from_whose_matter_it_is(cast, petra, as_user):
    at = timezone.now() - DAY
    stop_at_gate(make.active(cast.priya, cast.koa, at=at), cast.priya, at)
    call = UrgentCall.objects.get()
    acknowledge(call, actor=cast.imogen, at=at)

    assert AuditEvent.objects.get(action="urgent.acknowledged").is_confidential
    about, entry = {"about": str(call.public_id)}, "Imogen Vasquez-Hale took an urgent call"
    assert entry in as_user(petra).post(reverse("trail_list"), about, follow=True).text
    for walled in (cast.priya, cast.bram, cast.ines):
        assert entry not in as_user(walled).post(reverse("trail_list"), about, follow=True).text
    assert as_user(cast.priya).post(reverse("urgent_acknowledge", args=[call.public_id])).status_code == 404
