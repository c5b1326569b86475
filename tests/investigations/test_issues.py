"""Compliance issues of the compartment: read and answered by Legal, never one's own, unknown to everybody else."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from dys_social import sweeps
from investigations.choices import IssueKind, Method
from investigations.models import ConfidentialIssue
from investigations.services import contacts, issues
from investigations.states import IssueState
from notifications.models import Notice, Obligation
from notifications.services import fire_due
from people.models import RoleGrant, User
from policy.calendar import add_business_days, local_day
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.errors import NotAllowed
from workflow.identity import acting_as
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.django_db
PASSWORD = "a password for tests"
DAY = datetime.timedelta(days=1)
LIST = "/investigations/issues/"
ANSWER = {"outcome": "no_breach", "resolution": "Nothing follows.", "version": "1", "password": PASSWORD}
MARK = "marker of what was explained"
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda", "ines", "bram", "rolf"]


def opened(investigator, youth, *, reader, n=1):
    """Issues about contacts that nothing covered, as `reader` of Legal knows them."""
    began = timezone.now() - DAY
    leave = make.active(investigator, youth, at=began)
    profile = make.profile_in_use(leave, at=began, handle=f"demo_{investigator.username}")
    with acting_as(investigator):
        for number in range(n):
            contacts.log(profile, form_key=uuid.uuid4(), occurred_at=began + number * datetime.timedelta(minutes=1),
                         direction="in", method=Method.DIRECT_MESSAGE, summary="One message.", explanation=MARK,
                         actor=investigator, at=began + number * datetime.timedelta(minutes=1))  # fmt: skip
    with acting_as(reader):
        return list(ConfidentialIssue.objects.select_related("authorization").filter(person=investigator))


def now_is(issue, reader):
    with acting_as(reader):
        return ConfidentialIssue.objects.get(pk=issue.pk)


@pytest.fixture
def issue(cast):
    return opened(cast.leona, cast.koa, reader=cast.priya)[0]


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_issues_do_not_exist_for_anybody_but_legal_not_even_for_whom_they_concern(cast, as_user, issue, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for address in (LIST, f"{LIST}?show=resolved", issue.get_absolute_url()):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, missing)
    assert client.post(issue.get_absolute_url(), ANSWER).content == missing
    assert now_is(issue, cast.priya).state == IssueState.OPEN


def test_an_issue_that_is_none_is_missing_to_legal_too(cast, as_user):
    client = as_user(cast.priya)

    answer = client.get(reverse("confidential_issue", args=[uuid.uuid4()]))
    assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)


@pytest.mark.clause("B.3.c")
def test_only_the_page_of_the_issue_shows_the_statement(cast, as_user, issue):
    client = as_user(cast.priya)

    listed, shown = client.get(LIST).content.decode(), client.get(issue.get_absolute_url()).content.decode()

    assert issue.get_absolute_url() in listed and "Leona Strand" in listed and MARK not in listed
    assert MARK in shown and MARK not in shown.split("<title>")[1].split("</title>")[0]


def test_every_view_of_it_is_on_the_trail_for_legal_alone(cast, as_user, issue):
    as_user(cast.priya).get(issue.get_absolute_url())
    page = as_user(cast.imogen).get(issue.get_absolute_url()).content.decode()

    event = AuditEvent.objects.filter(subject_id=str(issue.public_id), action="investigation.read").earliest("at")
    assert (event.actor_name, event.is_confidential) == ("Priya Lindqvist", True)
    assert "Priya Lindqvist" in page.split('id="readings"')[1]
    assert MARK not in str(list(AuditEvent.objects.values()))


def test_legal_answers_once(cast, as_user, issue):
    client, address = as_user(cast.priya), issue.get_absolute_url()
    sent = ANSWER | {"resolution": "A contact nobody sought; nothing follows."}

    answer = client.post(address, sent)
    again = as_user(cast.imogen).post(address, sent)

    issue = now_is(issue, cast.priya)
    assert (answer.status_code, answer.url, again.status_code) == (302, LIST, 409)
    assert (issue.state, issue.resolved_by) == (IssueState.RESOLVED, cast.priya)
    assert issue.resolution.reveal() == sent["resolution"]
    assert sent["resolution"] in client.get(address).content.decode()
    assert client.get(LIST).context["page"].rows == []
    assert client.get(f"{LIST}?show=resolved").context["page"].rows == [issue]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("resolution", {"resolution": "  "}),
        ("resolution", {"resolution": "x" * 4001}),
        ("resolution", {"resolution": "a\x00b"}),
        ("resolution", {"resolution": "\u202eno"}),
        ("outcome", {"outcome": ""}),
        ("outcome", {"outcome": "earlier"}),
        ("report_number", {"outcome": "reported"}),
        ("report_number", {"outcome": "reported", "report_number": "2026-1"}),
        ("no_report_reason", {"outcome": "not_owed", "no_report_reason": " "}),
        ("no_report_reason", {"outcome": "not_owed", "no_report_reason": "My password is x"}),
        ("version", {"version": "9" * 50}),
        ("version", {"version": ""}),
        ("password", {"password": "not it"}),
        ("password", {"password": ""}),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_resolves_nothing(cast, as_user, issue, field, changed):
    sent = ANSWER | changed

    answer = as_user(cast.priya).post(issue.get_absolute_url(), sent)

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert now_is(issue, cast.priya).state == IssueState.OPEN


def test_nobody_of_legal_finds_or_answers_an_issue_of_their_own(cast, as_user):
    issue = opened(cast.priya, cast.koa, reader=cast.imogen)[0]
    own, other = as_user(cast.priya), as_user(cast.imogen)

    assert own.get(LIST).context["page"].rows == []
    assert own.get(issue.get_absolute_url()).status_code == 404
    assert own.post(issue.get_absolute_url(), ANSWER).status_code == 404
    assert other.get(LIST).context["page"].rows == [issue]
    assert other.get(issue.get_absolute_url()).status_code == 200


def test_issues_page_by_page_with_a_constant_number_of_questions(cast, as_user, django_assert_max_num_queries):
    many = opened(cast.leona, cast.koa, reader=cast.priya, n=PAGE_SIZE + 2)
    client = as_user(cast.priya)

    with acting_as(cast.priya):
        ConfidentialIssue.objects.filter(pk__in=[one.pk for one in many[::2]]).update(owner=cast.imogen)

    with django_assert_max_num_queries(MOST):
        first = client.get(LIST)
    second = client.get(LIST, {"cursor": first.context["page"].older})
    with django_assert_max_num_queries(19):
        client.get(many[0].get_absolute_url())

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (PAGE_SIZE, 2)


# Who has it -----------------------------------------------------------------------------------------------------------


def test_it_is_due_in_five_business_days_and_nobodys_until_somebody_takes_it(cast, as_user, issue):
    client = as_user(cast.priya)
    before = client.get(LIST).content.decode()

    answer = client.post(f"{issue.get_absolute_url()}take/", {"version": "1"})

    assert issue.due_on == add_business_days(local_day(issue.created_at), 5)
    assert "Nobody yet" in before
    assert (answer.status_code, answer.url) == (302, issue.get_absolute_url())
    assert now_is(issue, cast.priya).owner == cast.priya
    assert client.get(f"{LIST}?show=mine").context["page"].rows == [issue]
    assert as_user(cast.imogen).get(f"{LIST}?show=mine").context["page"].rows == []
    assert AuditEvent.objects.get(action="confidential_issue.taken").is_confidential


def test_who_takes_it_second_reads_who_was_first(cast, as_user, issue):
    as_user(cast.priya).post(f"{issue.get_absolute_url()}take/", {"version": "1"})

    answer = as_user(cast.imogen).post(f"{issue.get_absolute_url()}take/", {"version": "1"})

    assert answer.status_code == 409
    assert "Taken by Priya Lindqvist" in answer.content.decode()


def test_it_is_handed_over_to_somebody_of_the_unit_who_is_told_in_words_that_say_nothing(cast, as_user, issue):
    sent = {"version": "1", "owner": cast.imogen.public_id}

    answer = as_user(cast.priya).post(f"{issue.get_absolute_url()}hand-over/", sent)

    notice = Notice.objects.get(recipient=cast.imogen, kind="confidential.issue_handed_over")
    assert (answer.status_code, now_is(issue, cast.priya).owner) == (302, cast.imogen)
    assert notice.title == "A confidential compliance issue was handed over to you"
    assert "Handed to Imogen Vasquez-Hale by Priya Lindqvist" in as_user(cast.priya).get(answer.url).content.decode()


@pytest.mark.parametrize("owner", ["", "x", "leona", "dana", "bram"])
def test_nobody_else_can_have_it_and_the_field_says_so(cast, as_user, issue, owner):
    person = getattr(cast, owner, None)
    sent = {"version": "1", "owner": person.public_id if person else owner}

    answer = as_user(cast.priya).post(f"{issue.get_absolute_url()}hand-over/", sent)

    assert answer.status_code == 400
    assert answer.context["hand_over_form"].errors["owner"]
    assert answer.context["form"].errors == {}
    assert now_is(issue, cast.priya).owner is None


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_taking_and_handing_over_do_not_exist_for_anybody_else(cast, as_user, issue, who):
    client = as_user(getattr(cast, who))

    for act in ("take/", "hand-over/"):
        answer = client.post(f"{issue.get_absolute_url()}{act}", {"version": "1", "owner": cast.imogen.public_id})
        assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)
    assert now_is(issue, cast.priya).owner is None


def test_whose_investigation_it_is_never_has_it_though_it_is_about_somebody_else(cast, as_user):
    leave = make.active(cast.priya, cast.koa, at=timezone.now() - DAY, counsel=cast.imogen)
    issue = issues.open_issue(leave, IssueKind.NOT_DEACTIVATED, clause="B.3.a", person=cast.leona, statement=MARK,
                              at=timezone.now())  # fmt: skip
    own, other = as_user(cast.priya), as_user(cast.imogen)

    with acting_as(cast.imogen), pytest.raises(NotAllowed, match="about themselves"):
        issues.hand_over(issue, owner=cast.priya, actor=cast.imogen, at=timezone.now())
    assert own.get(issue.get_absolute_url()).status_code == 404
    assert own.post(f"{issue.get_absolute_url()}take/", {"version": "1"}).status_code == 404
    assert cast.priya not in other.get(issue.get_absolute_url()).context["hand_over_form"].fields["owner"].queryset


@pytest.mark.parametrize(
    ("sent", "finding", "number", "reason"),
    [
        ({"outcome": "no_breach", "report_number": "VR-2026-0007", "no_report_reason": "x"}, "no_breach", "", None),
        (
            {"outcome": "reported", "report_number": "vr-2026-0007", "no_report_reason": "x"},
            "breach",
            "VR-2026-0007",
            None,
        ),
        ({"outcome": "not_owed", "report_number": "VR-2026-0007", "no_report_reason": "Told."}, "breach", "", "Told."),
    ],
)
def test_only_what_the_chosen_outcome_asks_for_counts_and_the_issue_is_whose_answer_it_is(
    cast, as_user, issue, sent, finding, number, reason
):
    client = as_user(cast.priya)
    client.post(issue.get_absolute_url(), ANSWER | sent)

    found = now_is(issue, cast.priya)
    shown = client.get(issue.get_absolute_url()).content.decode()
    assert (found.finding, found.report_number, found.owner) == (finding, number, cast.priya)
    assert found.no_report_reason.reveal() == reason
    assert (number or reason or "No breach") in shown


# The clock ------------------------------------------------------------------------------------------------------------


def told(issue, *days):
    """Who is reminded on the business days so many after the issue fell due."""
    for day in days:
        fire_due(noon(add_business_days(issue.due_on, day)))
    found = Notice.objects.filter(kind="confidential.issue", stage__isnull=False).order_by("pk")
    return [(notice.recipient.username, notice.title) for notice in found]


def noon(day):
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)


DUE = "A confidential compliance issue is due today"
OVERDUE = "A confidential compliance issue is overdue"


def test_the_owner_alone_is_reminded_and_the_general_counsel_once_it_is_late_by_five_days(cast, issue):
    with acting_as(cast.priya):
        issues.take(issue, actor=cast.priya, at=timezone.now())

    assert told(issue, 0, 4) == [("priya", DUE), ("priya", OVERDUE)]
    assert set(told(issue, 5)[2:]) == {("imogen", OVERDUE), ("priya", OVERDUE)}


def test_what_nobody_has_is_told_to_the_unit_but_not_to_whom_it_concerns(cast):
    issue = opened(cast.priya, cast.koa, reader=cast.imogen)[0]
    RoleGrant.objects.create(person=cast.noor, role="legal", granted_at=issue.created_at, confirmed_at=issue.created_at)

    assert sorted(told(issue, 0)) == [("imogen", DUE), ("noor", DUE)]


def test_when_nobody_of_the_unit_can_be_told_no_other_hears_what_it_is(cast):
    issue = opened(cast.priya, cast.koa, reader=cast.imogen)[0]
    User.objects.filter(pk=cast.imogen.pk).update(is_active=False)

    assert told(issue, 0) == []
    assert not Notice.objects.filter(recipient=cast.bram, title__icontains="issue").exists()


def test_an_answer_ends_the_reminders(cast, as_user, issue):
    as_user(cast.priya).post(issue.get_absolute_url(), ANSWER)

    assert told(issue, 0, 1) == []


def test_the_sweep_starts_the_clock_of_an_issue_that_has_none_once(cast, issue):
    Obligation.objects.about(issue).update(state="cancelled", closed_at=timezone.now())

    counts = [sweeps.run(timezone.now())["confidential"] for _turn in range(2)]

    assert counts == [1, 0]
    assert Obligation.objects.about(issue).get().state == "open"
