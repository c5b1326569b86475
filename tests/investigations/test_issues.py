"""Compliance issues of the compartment: read and answered by Legal, never one's own, unknown to everybody else."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.choices import Method
from investigations.models import ConfidentialIssue
from investigations.services import contacts
from investigations.states import IssueState
from tests.factories import investigations as make
from workflow.identity import acting_as
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.django_db
PASSWORD = "a password for tests"
DAY = datetime.timedelta(days=1)
LIST = "/investigations/issues/"
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
    assert client.post(issue.get_absolute_url(), {"resolution": "Fine.", "version": "1"}).content == missing
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
    sent = {"resolution": "A contact nobody sought; nothing follows.", "version": "1", "password": PASSWORD}

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
        ("version", {"version": "9" * 50}),
        ("version", {"version": ""}),
        ("password", {"password": "not it"}),
        ("password", {"password": ""}),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_resolves_nothing(cast, as_user, issue, field, changed):
    sent = {"resolution": "Nothing follows.", "version": "1", "password": PASSWORD} | changed

    answer = as_user(cast.priya).post(issue.get_absolute_url(), sent)

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert now_is(issue, cast.priya).state == IssueState.OPEN


def test_nobody_of_legal_finds_or_answers_an_issue_of_their_own(cast, as_user):
    issue = opened(cast.priya, cast.koa, reader=cast.imogen)[0]
    own, other = as_user(cast.priya), as_user(cast.imogen)

    assert own.get(LIST).context["page"].rows == []
    assert own.get(issue.get_absolute_url()).status_code == 404
    assert own.post(issue.get_absolute_url(), {"resolution": "Fine.", "version": "1"}).status_code == 404
    assert other.get(LIST).context["page"].rows == [issue]
    assert other.get(issue.get_absolute_url()).status_code == 200


def test_issues_page_by_page_with_a_constant_number_of_questions(cast, as_user, django_assert_max_num_queries):
    issues = opened(cast.leona, cast.koa, reader=cast.priya, n=PAGE_SIZE + 2)
    client = as_user(cast.priya)

    with django_assert_max_num_queries(15):
        first = client.get(LIST)
    second = client.get(LIST, {"cursor": first.context["page"].older})
    with django_assert_max_num_queries(15):
        client.get(issues[0].get_absolute_url())

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (PAGE_SIZE, 2)
