"""The desk of compliance issues: whose they are, by when, and what an answer says."""

import datetime
import uuid

import pytest

from authorizations.models import ComplianceIssue
from authorizations.services import compliance
from people.models import RoleGrant
from people.roles import Role
from tests.authorizations.test_compliance import ANSWER as RESOLVED
from tests.authorizations.test_compliance import fresh, report
from tests.queries import queries_of

LIST = "/compliance/"
ANSWER = {"outcome": "no_breach", "resolution": "Fine.", "version": "1"}
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda", "bram", "ines"]


@pytest.fixture
def issue(cast, now):
    return report(cast.dana, cast.koa, at=now)


def test_the_desk_says_whose_it_is_and_that_it_is_late_in_words(cast, as_user, now):
    report(cast.dana, cast.koa, at=now - datetime.timedelta(days=30))
    client = as_user(cast.priya)

    page = client.get(LIST).content.decode()

    assert "Nobody yet" in page and "Dana Okafor-Lane" in page
    assert "Overdue by" in page


def test_three_views_show_mine_all_that_are_open_and_what_was_answered(cast, as_user, now):
    mine, free, done = (report(person, cast.koa, at=now) for person in (cast.dana, cast.mateo, cast.juniper))
    compliance.take(mine, actor=cast.priya, at=now)
    compliance.resolve(done, **RESOLVED, actor=cast.imogen, at=now)
    client = as_user(cast.priya)

    def shown(show=""):
        return {row["issue"] for row in client.get(LIST, {"show": show}).context["rows"]}

    assert (shown("mine"), shown("resolved")) == ({mine}, {done})
    assert shown() == shown("nonsense") == {mine, free}
    assert "No breach" in client.get(f"{LIST}?show=resolved").content.decode()


def test_it_is_taken_with_one_press(cast, as_user, issue):
    client = as_user(cast.priya)
    before = client.get(issue.get_absolute_url()).content.decode()

    answer = client.post(f"{issue.get_absolute_url()}take/", {"version": "1"}, follow=True)

    assert "Take it" in before and "DYS target, not policy" in before
    assert fresh(issue).owner == cast.priya
    assert "Take it" not in answer.content.decode() and "It is yours now." in answer.content.decode()


@pytest.mark.parametrize("version", ["", "0", "7", "x", "\x00", "9" * 50])
def test_who_looks_at_a_stale_page_takes_nothing(cast, as_user, issue, version):
    answer = as_user(cast.priya).post(f"{issue.get_absolute_url()}take/", {"version": version})

    assert (answer.status_code, fresh(issue).owner) == (409, None)


def test_who_takes_it_second_reads_who_was_first(cast, as_user, issue):
    as_user(cast.priya).post(f"{issue.get_absolute_url()}take/", {"version": "1"})

    answer = as_user(cast.imogen).post(f"{issue.get_absolute_url()}take/", {"version": "1"})

    assert answer.status_code == 409
    assert "Compliance issue taken by Priya Lindqvist" in answer.content.decode()


def test_it_is_handed_over_to_somebody_of_the_unit(cast, as_user, issue):
    sent = {"version": "1", "owner": cast.imogen.public_id}

    answer = as_user(cast.priya).post(f"{issue.get_absolute_url()}hand-over/", sent, follow=True)

    assert fresh(issue).owner == cast.imogen
    assert "Imogen Vasquez-Hale has it now and is told." in answer.content.decode()


@pytest.mark.parametrize("owner", ["", "x", "dana", "bram"])
def test_nobody_else_can_have_it_and_the_field_says_so(cast, as_user, issue, owner):
    person = getattr(cast, owner, None)
    sent = {"version": "1", "owner": person.public_id if person else owner}

    answer = as_user(cast.priya).post(f"{issue.get_absolute_url()}hand-over/", sent)

    assert (answer.status_code, fresh(issue).owner) == (400, None)
    assert answer.context["hand_over_form"].errors["owner"]
    assert answer.context["form"].errors == {}


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_taking_and_handing_over_do_not_exist_for_anybody_else(cast, as_user, issue, who):
    client = as_user(getattr(cast, who))

    for act in ("take/", "hand-over/"):
        for public_id in (issue.public_id, uuid.uuid4()):
            answer = client.post(f"{LIST}{public_id}/{act}", {"version": "1", "owner": cast.imogen.public_id})
            assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)
    assert fresh(issue).owner is None


def test_nobody_of_legal_takes_or_hands_over_an_issue_about_themselves(cast, as_user, now):
    issue = report(cast.priya, cast.koa, at=now)
    own, other = as_user(cast.priya), as_user(cast.imogen)

    for act in ("take/", "hand-over/"):
        sent = {"version": "1", "owner": cast.imogen.public_id}
        assert own.post(f"{issue.get_absolute_url()}{act}", sent).status_code == 404
    assert own.get(f"{LIST}?show=mine").context["rows"] == []
    assert cast.priya not in other.get(issue.get_absolute_url()).context["hand_over_form"].fields["owner"].queryset


def test_the_general_counsel_whom_the_clock_tells_enters_without_the_role_of_the_unit(cast, as_user, issue):
    RoleGrant.objects.filter(person=cast.imogen, role=Role.LEGAL).delete()

    assert as_user(cast.imogen).get(issue.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("sent", "finding", "number", "reason"),
    [
        ({"outcome": "no_breach", "report_number": "VR-2026-0007", "no_report_reason": "x"}, "no_breach", "", None),
        (
            {"outcome": "reported", "report_number": "vr-2026-0007 ", "no_report_reason": "x"},
            "breach",
            "VR-2026-0007",
            None,
        ),
        ({"outcome": "not_owed", "report_number": "VR-2026-0007", "no_report_reason": "Told."}, "breach", "", "Told."),
    ],
)
def test_only_what_the_chosen_outcome_asks_for_counts(cast, as_user, issue, sent, finding, number, reason):
    client = as_user(cast.priya)

    client.post(issue.get_absolute_url(), ANSWER | sent)

    found = fresh(issue)
    assert (found.finding, found.report_number, found.no_report_reason.reveal()) == (finding, number, reason)
    assert (number or reason or "No breach") in client.get(issue.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("outcome", {"outcome": ""}),
        ("outcome", {"outcome": "earlier"}),
        ("report_number", {"outcome": "reported"}),
        ("report_number", {"outcome": "reported", "report_number": "2026-1"}),
        ("report_number", {"outcome": "reported", "report_number": "VR-2026-0001\x00"}),
        ("no_report_reason", {"outcome": "not_owed"}),
        ("no_report_reason", {"outcome": "not_owed", "no_report_reason": " \u200b"}),
        ("resolution", {"resolution": ""}),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_keeps_what_was_typed(cast, as_user, issue, field, changed):
    answer = as_user(cast.priya).post(issue.get_absolute_url(), ANSWER | {"resolution": "Typed."} | changed)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert changed.get("resolution", "Typed.") in answer.content.decode()
    assert fresh(issue).state == ComplianceIssue.State.OPEN


def test_the_reason_why_no_report_is_owed_is_for_legal_alone(cast, as_user, issue):
    sent = {"outcome": "not_owed", "no_report_reason": "Her cousin told us.", "resolution": "Keep it."}
    as_user(cast.priya).post(issue.get_absolute_url(), ANSWER | sent)

    page = as_user(cast.dana).get(issue.authorization.get_absolute_url()).content.decode()

    assert "Keep it." in page
    assert "Her cousin told us." not in page and "Breach" not in page


def test_the_desk_asks_as_much_for_many_as_for_one(cast, as_user, now):
    client = as_user(cast.priya)
    compliance.take(report(cast.dana, cast.koa, at=now), actor=cast.priya, at=now)
    few = len(queries_of(client, LIST))

    for minute in range(1, 9):
        issue = report(cast.mateo, cast.koa, at=now + datetime.timedelta(minutes=minute))
        if minute % 2:
            compliance.take(issue, actor=cast.imogen, at=now)

    assert len(queries_of(client, LIST)) == few
