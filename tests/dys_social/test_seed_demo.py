"""The demonstration: everybody and everything domain 14 lists, with nothing left to burst at the first start."""

import datetime
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit.models import AuditEvent
from authorizations.models import (
    AccountRename,
    ComplianceIssue,
    EvidenceItem,
    JJEMSNote,
    NotificationDuty,
    Platform,
    SupervisionAuthorization,
)
from authorizations.services import requests
from authorizations.services.accounts import HandleConflict
from authorizations.states import State
from dys_social.seed import acts
from dys_social.seed.days import instant
from dys_social.seed.load import load
from dys_social.seed.people import PASSWORD
from dys_social.seed.report_acts import KNOWN_KEY
from dys_social.seed.story import STORY, WAITING
from dys_social.sweeps import run
from notifications.models import Mail, Notice, UrgentCall
from notifications.states import MailState
from people.models import Delegation, Provider, User, Worksite, Youth
from people.roles import Role
from people.titles import CustodyNote, YouthStatus
from policy.calendar import add_business_days, local_day
from pulse_moderation.models import YouthRelease
from pulse_moderation.services import releases
from pulse_moderation.states import ReleaseState
from runner.state import CHECKOUT
from violations.models import Allegation, Report, Signal
from violations.services import as_key_holder, closing, following, thread
from workflow.identity import acting_as, acting_as_system

MONDAY = datetime.datetime(2026, 11, 23, 13, 42, tzinfo=datetime.UTC)  # 8:42 am in Boston
DAY = datetime.timedelta(days=1)
WAITING_KEYS = {key for _day, _clock, act, key, _details in WAITING if act is acts.ask}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration as of a Monday morning, loaded once for all tests here and taken back afterwards.

    Gives the events that other tests had left on the trail: refusals and readings stay.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        load(at=MONDAY)
        yield before
        transaction.set_rollback(True)


@pytest.fixture
def undone(loaded):
    """What one test changes, the next one does not find."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def find(**fields):
    return SupervisionAuthorization.objects.with_people().get(**fields)


def of(name, number, state):
    first, last = name.split(" ", 1)
    return find(employee__legal_first=first, employee__legal_last=last, youth__jjems_number=number, state=state)


def test_the_people_are_those_of_the_table(loaded):
    assert User.objects.count() == 34
    assert Worksite.objects.count() == 10
    assert Provider.objects.count() == 2
    assert [person.full_name for person in User.objects.filter(reports_to=None)] == ["Adaeze Thornbury"]
    roles = {role: set(User.objects.holding(role).values_list("legal_last", flat=True)) for role in Role}
    assert roles[Role.ADMIN] == {"Ekstrom"}
    assert roles[Role.LEGAL] == {"Vasquez-Hale", "Arkwright", "Lindqvist", "Renner", "Quade"}
    assert roles[Role.GENERAL_COUNSEL] == {"Vasquez-Hale"}
    assert roles[Role.INVESTIGATIONS] == {"Adeyemi-Cole", "Strand", "Birch"}


def test_the_youth_are_those_of_the_table(loaded):
    statuses = Counter(Youth.objects.values_list("status", flat=True))

    assert Youth.objects.count() == 24
    assert statuses[YouthStatus.YES_VOLUNTARY] == 2
    assert Youth.objects.filter(custody_note=CustodyNote.DCF).count() == 3
    assert Youth.objects.get(jjems_number="DEMO-100008").full_name == "Ellis Brandvold"
    ages = {
        (local_day(MONDAY) - datetime.date.fromisoformat(youth.born_on.reveal())).days // 365
        for youth in Youth.objects.all()
    }
    assert ages <= set(range(13, 21))


def test_the_requests_are_in_the_states_of_the_list(loaded):
    assert Counter(SupervisionAuthorization.objects.values_list("state", flat=True)) == {
        State.DRAFT: 2,
        State.SUBMITTED: 3,
        State.RETURNED: 1,
        State.DENIED: 1,
        State.ACTIVE: 6,
        State.SUSPENDED: 1,
        State.REVOKED: 1,
        State.EXPIRED: 1,
        State.CLOSED: 1,
        State.WITHDRAWN: 1,
    }


def test_each_active_one_shows_what_it_is_there_for(loaded):
    today = local_day(MONDAY)
    active = SupervisionAuthorization.objects.filter(state=State.ACTIVE)

    assert JJEMSNote.objects.overdue_on(today).filter(authorization__state=State.ACTIVE).count() == 1
    assert active.filter(platform__slug="linkedin", viewer_answer="hidden").count() == 1
    assert active.filter(privacy_checked_on__lt=today - 90 * DAY).count() == 1
    assert active.filter(reaffirm_due_on__isnull=False).count() == 1
    assert active.filter(expires_on=today + 6 * DAY).count() == 1
    assert active.filter(expires_on=today + 20 * DAY).count() == 1
    assert SupervisionAuthorization.objects.filter(state=State.SUBMITTED, decide_by__lt=today).count() == 1


def test_whatever_the_day_of_loading_each_thing_follows_what_it_follows():
    for number in range(3 * 365):
        today = local_day(MONDAY) + number * DAY
        last = {}
        for day, clock, _act, key, _details in STORY:
            at = instant(day.on(today), clock)
            assert last.get(key, at - DAY) < at < instant(today, "0:00"), f"{key}, loaded on {today}"
            last[key] = at


@pytest.mark.parametrize("number", range(0, 365, 7))
def test_the_marked_days_hold_on_every_day_of_loading(number):
    today = local_day(MONDAY) + number * DAY

    submitted = {key: day.on(today) for day, _clock, act, key, _details in STORY if act is acts.ask}
    late = [key for key, day in submitted.items() if key in WAITING_KEYS and add_business_days(day, 5) < today]
    lasting = [details["until"].on(today) - submitted[key] for _d, _c, act, key, details in STORY if "until" in details]

    assert late == ["lyric-instagram"]
    assert max(lasting) <= 180 * DAY


def test_around_them_stand_rulings_a_stand_in_a_new_name_and_an_issue(loaded):
    assert set(Platform.objects.exclude(ruling="").values_list("slug", flat=True)) == {
        "instagram",
        "facebook",
        "snapchat",
    }
    assert Delegation.objects.active(local_day(MONDAY)).get().delegate.legal_first == "Beatrix"
    assert AccountRename.objects.get().state == "asked"
    assert ComplianceIssue.objects.get().employee.full_name == "Ellis Brandvold"
    assert of("Juniper Slate", "DEMO-100017", State.CLOSED).end_reason == "youth_discharged"


@pytest.mark.clause("B.2.e")
def test_junipers_draft_names_the_account_mateo_holds_and_is_refused(undone):
    draft = of("Juniper Slate", "DEMO-100015", State.DRAFT)

    with pytest.raises(HandleConflict):
        requests.submit(
            draft,
            attested=requests.attestations_for(draft),
            signature="Juniper Slate",
            actor=draft.employee,
            at=MONDAY,
        )

    assert draft.handle_entered == "https://x.com/Demo_MRivard/"


def test_the_first_start_sends_only_what_falls_due_that_day(undone):
    assert not Mail.objects.exclude(state__in=[MailState.SENT, MailState.CANCELLED]).exists()

    run(MONDAY)

    told = Notice.objects.filter(created_at=MONDAY)
    assert 0 < told.count() <= 30
    assert set(told.values_list("stage__fires_on", flat=True)) == {local_day(MONDAY)}


def test_nobody_is_met_by_a_full_inbox(loaded):
    unread = Counter(Notice.objects.unread().values_list("recipient__username", flat=True))

    assert max(unread.values()) <= 12


def test_nothing_lies_in_the_future(loaded):
    assert not AuditEvent.objects.filter(at__gt=MONDAY).exclude(pk__in=loaded).exists()
    assert not Notice.objects.filter(created_at__gt=MONDAY).exists()


def test_no_reason_in_the_clear_names_a_youth(loaded):
    clear = " ".join(
        f"{row.decision_reason} {row.conditions} {row.end_text}" for row in SupervisionAuthorization.objects.all()
    )
    clear += " ".join(str(facts) for facts in AuditEvent.objects.values_list("facts", flat=True))

    named = [youth.first.reveal() for youth in Youth.objects.all() if youth.first.reveal() in clear.split()]
    assert named == []


def test_loading_again_changes_nothing(loaded):
    before = AuditEvent.objects.count()

    assert load(at=MONDAY + DAY) is False
    assert AuditEvent.objects.count() == before


def test_every_sign_in_printed_can_sign_in(loaded, settings):
    settings.DEMONSTRATION = True
    printed = StringIO()

    call_command("seed_demo", "--sign-ins", stdout=printed)

    lines = printed.getvalue().splitlines()
    usernames = [name for line in lines[:-1] for name in line.split("  ")[-1].strip().split(", ")]
    assert len(usernames) == 34
    assert lines[-1].endswith(PASSWORD)
    assert lines[0].startswith("Caseworker")
    assert all(User.objects.get(username=username).check_password(PASSWORD) for username in usernames)


@pytest.mark.parametrize("arguments", [[], ["--sign-ins"]])
def test_outside_a_demonstration_it_is_refused(loaded, settings, arguments):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="refused"):
        call_command("seed_demo", *arguments)


def test_in_production_it_is_refused(loaded, settings):
    settings.DEMONSTRATION, settings.PRODUCTION = True, True

    with pytest.raises(CommandError, match="refused"):
        call_command("seed_demo")


def test_the_evidence_is_that_of_the_list(loaded):
    items = EvidenceItem.objects.on_record()
    states = Counter(items.values_list("state", flat=True))

    assert states == {"filed": 5, "superseded": 1, "logged": 2, "gated": 1}
    assert items.filter(is_filed_late=True).count() == 1
    assert NotificationDuty.objects.open().filter(kind="dcf_written").count() == 1
    assert items.get(confidence="possible").state == "logged"
    assert not ComplianceIssue.objects.filter(kind="evidence_outside").exists()


# Reports of violations ------------------------------------------------------------------------------------------------
def test_the_releases_are_those_of_the_list(loaded):
    states = Counter(YouthRelease.objects.values_list("state", flat=True))

    assert states == {"verified": 4, "expired": 1, "revoked": 1, "uploaded": 2}
    assert YouthRelease.objects.filter(state="verified", guardian_capacity="dcf").count() == 1
    assert YouthRelease.objects.filter(guardian_needed="adult").exists()
    assert (
        YouthRelease.objects.in_force_on(local_day(MONDAY)).filter(valid_to__lt=local_day(MONDAY) + 30 * DAY).exists()
    )
    for release in YouthRelease.objects.filter(state=ReleaseState.UPLOADED):
        assert not all(check.verdict for check in releases.checks_of(release, at=MONDAY))


@pytest.fixture
def reports(loaded):
    """{id of the clause, "" for not sure: the report}, whoever may read it."""
    with acting_as_system("intake"):
        rows = list(Allegation.objects.filter(as_filed=True).select_related("report__handler"))
    return {row.clause_id or "": row.report for row in rows}


def may_read(name, report):
    with acting_as(User.objects.get(username=name)):
        return Report.objects.filter(pk=report.pk).exists()


def test_the_reports_are_those_of_the_list(reports):
    clauses = {"C.2.a", "C.2.e", "C.2.f", "C.1.b", "C.2.i", "C.2.h", "P.3", "B.1.f", "B.2.a", "B.2.e", "B.3.c", "C.3"}
    assert set(reports) == {"", "B.2.d"} | clauses  # not sure, and a self-report
    assert Counter(report.state for report in reports.values()) == {
        "submitted": 2,
        "triage": 2,
        "investigating": 2,
        "with_supervisor": 1,
        "referred": 1,
        "deferred": 1,
        "findings_review": 1,
        "duplicate": 1,
        "dismissed": 1,
        "closed": 2,
    }
    assert Counter(report.mode for report in reports.values()) == {"named": 5, "confidential": 5, "anonymous": 4}
    assert [clause for clause, report in reports.items() if report.is_self_report] == ["B.2.d"]


@pytest.mark.clause("C.3")
def test_whoever_may_not_know_of_one_of_the_demonstration_does_not(reports):
    about_a_supervisor, about_legal, profile = reports["C.2.i"], reports["C.3"], reports["B.3.c"]

    assert (about_a_supervisor.pool, about_legal.pool, profile.pool) == ("legal", *["commissioner_designee"] * 2)
    assert may_read("priya.lindqvist", about_a_supervisor)
    assert not may_read("amara.lindgren", about_a_supervisor)
    assert not may_read("silvio.pemberton", about_a_supervisor)
    assert may_read("rolf.castellane", about_legal)
    assert not may_read("priya.lindqvist", about_legal)
    assert not may_read("imogen.vasquez-hale", about_legal)
    assert not may_read("kwabena.birch", profile)
    assert may_read("caleb.stroud", reports["B.2.d"])  # let in, to resolve it


def test_the_account_of_one_is_a_confidential_profile(reports):
    with acting_as_system("intake"):
        assert reports["B.3.c"].matches.get().kind == "investigation"
        assert reports["B.2.a"].matches.get().kind == "supervision"
    assert reports["B.3.c"].is_restricted


def test_of_two_late_reports_one_gives_its_reason_and_the_other_cannot_be_closed(reports):
    given, missing = reports["B.2.e"], reports["P.3"]

    assert given.delay_reason.reveal()
    assert local_day(given.closed_at) - local_day(given.filed_at) > 45 * DAY
    with acting_as(User.objects.get(username="priya.lindqvist")):
        missing = closing.still_to_do(missing, at=MONDAY)
    assert "It is late: say why." in missing


def test_one_is_sustained_countersigned_corrected_and_closed_after_the_subject_was_heard(reports):
    with acting_as(User.objects.get(username="priya.lindqvist")):
        report = reports["C.2.a"]
        finding = report.findings.get()
        assert (finding.found, finding.signed_by.legal_last, finding.countersigned_by.legal_last) == (
            "sustained",
            "Strand",
            "Lindqvist",
        )
        assert report.hearings.get().answered_at is not None
        assert set(report.actions.values_list("aimed_at", flat=True)) == {"person", "place"}
        assert report.duties.count() == 0
        assert not closing.still_to_do(report, at=MONDAY)


def test_the_words_of_the_readme_open_one_anonymous_report(reports):
    digest = following.open_key(KNOWN_KEY, at=MONDAY)

    with as_key_holder(digest):
        (opened,) = following.reports_opened()
        entries = thread.entries_of(opened)
    assert opened.pk == reports["C.2.e"].pk
    assert [entry["who"] for entry in entries] == ["dys", "reporter", "reporter", "dys"]
    assert KNOWN_KEY in (CHECKOUT / "README.md").read_text(encoding="utf-8")
    with acting_as_system("intake"):
        assert reports["C.2.f"].links.get().other_id == opened.pk


def test_whose_authorization_was_taken_back_after_reporting_is_watched_over(reports):
    with acting_as_system("intake"):
        signal = Signal.objects.get()
        assert (signal.report_id, signal.kind) == (reports["C.2.i"].pk, "revoked")


def test_every_call_for_a_report_was_taken(reports):
    assert not UrgentCall.objects.open().exists()
