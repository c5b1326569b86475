"""Legal's own pages: issues, conflicts of account names, registered accounts; and to whom they do not exist."""

import datetime
import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from authorizations.choices import Connection
from authorizations.models import AccountState, ComplianceIssue, HandleClaim, Platform, SocialMediaAccount
from authorizations.services import accounts, compliance
from notifications.models import Notice
from tests.factories.authorizations import draft, granted, submitted
from workflow.keyset import PAGE_SIZE

ISSUES, CONFLICTS, ACCOUNTS = "/compliance/", "/accounts/conflicts/", "/accounts/"
ANSWER = {"outcome": "no_breach", "resolution": "Fine.", "version": "1"}
MARK = "marker-of-what-was-stated"
OUTSIDE = "Held by a claim outside the supervision registry: see your own records."
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda", "ines"]
HOSTILE = ["x" * 2001, "a\x00b", "\u202eno", "   ", "\u200b", ""]


def report(employee, youth, *, at):
    request = draft(employee, youth, at=at, existing_connection=Connection.FAMILY)
    return compliance.report_connection(request, statement=f"My cousin follows it. {MARK}", actor=employee, at=at)


@pytest.fixture
def issue(cast, now):
    return report(cast.dana, cast.koa, at=now)


@pytest.fixture
def conflict(cast, now):
    """Juniper asks for a name that Mateo holds."""
    submitted(cast.mateo, cast.koa, at=now, handle="demo_mrivard")
    return clash(cast.juniper, cast.tavi, "https://x.com/Demo_MRivard/", at=now)


def clash(employee, youth, handle, *, at):
    with pytest.raises(accounts.HandleConflict):
        submitted(employee, youth, at=at, handle=handle)


@pytest.fixture
def account(cast, now):
    submitted(cast.dana, cast.koa, at=now, handle="demo_dnaa")
    return SocialMediaAccount.objects.get(handle="demo_dnaa")


def readings(action, person, **subject):
    return AuditEvent.objects.filter(action=action, actor_id=str(person.public_id), **subject)


# To whom they do not exist ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [*EVERYBODY_ELSE, "bram"])
def test_issues_and_conflicts_do_not_exist_for_anybody_but_legal(cast, as_user, issue, person):
    client = as_user(getattr(cast, person))
    missing = client.get("/no/such/page/").content
    there, not_there = issue.get_absolute_url(), reverse("compliance_detail", args=[uuid.uuid4()])

    for address in (ISSUES, f"{ISSUES}?show=resolved", CONFLICTS, there, not_there):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, missing)
    assert client.post(there, ANSWER).status_code == 404
    assert not readings("compliance.read", getattr(cast, person)).exists()


@pytest.mark.parametrize("person", EVERYBODY_ELSE)
def test_accounts_do_not_exist_for_anybody_but_legal_and_administrators(cast, as_user, account, person):
    client = as_user(getattr(cast, person))
    release = reverse("account_release", args=[account.public_id])

    for address in (ACCOUNTS, release, reverse("account_release", args=[uuid.uuid4()])):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)
    assert client.post(release, {"reason": "Mine", "version": "1"}).status_code == 404
    account.refresh_from_db()
    assert account.state == AccountState.REGISTERED


def test_a_record_that_does_not_exist_is_missing_to_legal_too(cast, as_user):
    client = as_user(cast.priya)

    for name in ("compliance_detail", "account_release"):
        answer = client.get(reverse(name, args=[uuid.uuid4()]))
        assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)


# Compliance issues --------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.a")
def test_legal_finds_the_issue_and_only_its_own_page_shows_the_statement(cast, as_user, issue):
    client = as_user(cast.priya)

    listed, shown = client.get(ISSUES).content.decode(), client.get(issue.get_absolute_url()).content.decode()

    assert issue.get_absolute_url() in listed and "Dana Okafor-Lane" in listed and MARK not in listed
    assert MARK in shown


def test_every_reading_of_a_statement_is_recorded_for_legal_alone(cast, as_user, issue):
    as_user(cast.priya).get(issue.get_absolute_url())
    page = as_user(cast.imogen).get(issue.get_absolute_url()).content.decode()

    events = readings("compliance.read", cast.priya, subject_id=str(issue.public_id))
    assert [(event.is_confidential, event.clause) for event in events] == [(True, issue.clause)]
    assert "Priya Lindqvist" in page.split('id="readings"')[1]
    assert MARK not in str(list(AuditEvent.objects.values()))


def test_a_draft_stays_its_authors_and_the_issue_leads_there_only_once_it_was_sent(cast, as_user, now, issue):
    client = as_user(cast.priya)
    address = issue.authorization.get_absolute_url()

    assert address not in client.get(issue.get_absolute_url()).content.decode()
    compliance.resolve(issue, finding="no_breach", resolution="It may stay.", actor=cast.priya, at=now)
    issue.authorization.existing_connection = Connection.NONE
    from_author = submitted(cast.mateo, cast.koa, at=now)
    other = compliance.report_connection(from_author, statement="Also.", actor=cast.mateo, at=now)
    assert from_author.get_absolute_url() in client.get(other.get_absolute_url()).content.decode()


@pytest.mark.clause("B.2.a")
def test_legal_answers_and_the_employee_is_told_that_they_did(cast, as_user, issue):
    client = as_user(cast.priya)

    answer = client.post(issue.get_absolute_url(), ANSWER | {"resolution": "Keep it, unfollow later."})

    issue.refresh_from_db()
    assert answer.status_code == 302
    assert (issue.state, issue.resolved_by) == (ComplianceIssue.State.RESOLVED, cast.priya)
    assert issue.resolution.reveal() == "Keep it, unfollow later."
    assert Notice.objects.filter(recipient=cast.dana, kind="compliance.resolved").count() == 1
    assert "Keep it, unfollow later." in client.get(issue.get_absolute_url()).content.decode()
    assert issue.get_absolute_url() in client.get(f"{ISSUES}?show=resolved").content.decode()
    assert issue.get_absolute_url() not in client.get(ISSUES).content.decode()


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_wrong_answer_is_told_at_its_field_and_resolves_nothing(cast, as_user, issue, typed):
    answer = as_user(cast.priya).post(issue.get_absolute_url(), ANSWER | {"resolution": typed})

    issue.refresh_from_db()
    assert answer.status_code == 400
    assert answer.context["form"].errors["resolution"]
    assert issue.state == ComplianceIssue.State.OPEN


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 5000, "\x00", str(10**30)])
def test_a_forged_version_resolves_nothing(cast, as_user, issue, version):
    answer = as_user(cast.priya).post(issue.get_absolute_url(), ANSWER | {"version": version})

    issue.refresh_from_db()
    assert answer.status_code == 400
    assert issue.state == ComplianceIssue.State.OPEN


def test_the_second_answer_is_told_who_was_first(cast, as_user, issue):
    sent = ANSWER | {"resolution": "Mine."}
    as_user(cast.priya).post(issue.get_absolute_url(), sent)

    answer = as_user(cast.imogen).post(issue.get_absolute_url(), sent)

    assert answer.status_code == 409
    assert "Compliance issue resolved by Priya Lindqvist" in answer.content.decode()
    assert ComplianceIssue.objects.get().resolution.reveal() == "Mine."


def test_nobody_of_legal_finds_or_resolves_an_issue_about_themselves(cast, as_user, now):
    issue = report(cast.priya, cast.koa, at=now)
    client = as_user(cast.priya)

    assert issue.get_absolute_url() not in client.get(ISSUES).content.decode()
    assert client.get(issue.get_absolute_url()).status_code == 404
    assert client.post(issue.get_absolute_url(), ANSWER).status_code == 404
    assert as_user(cast.imogen).get(issue.get_absolute_url()).status_code == 200


def test_issues_page_by_page_with_a_constant_number_of_questions(cast, as_user, now, django_assert_max_num_queries):
    for number in range(PAGE_SIZE + 2):
        report(cast.dana, cast.koa, at=now + datetime.timedelta(minutes=number))
    client = as_user(cast.priya)

    with django_assert_max_num_queries(10):
        first = client.get(ISSUES)
    second = client.get(ISSUES, {"cursor": first.context["page"].older})

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (PAGE_SIZE, 2)


# Conflicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.e")
def test_legal_sees_who_asked_what_was_typed_and_to_whom_it_is_registered(cast, as_user, conflict):
    page = as_user(cast.priya).get(CONFLICTS).content.decode()

    assert "Juniper Slate" in page and "demo_mrivard" in page
    assert "Registered to Mateo Rivard" in page


def test_of_a_claim_outside_the_registry_nothing_more_is_said(cast, as_user, now):
    HandleClaim.objects.create(key=accounts.claim_key("x", "demo_covert"), claimed_at=now)
    clash(cast.juniper, cast.tavi, "demo_covert", at=now + datetime.timedelta(minutes=1))

    answer = as_user(cast.priya).get(CONFLICTS)

    assert OUTSIDE in answer.content.decode()
    assert [side.holder for _attempt, _handle, side in answer.context["rows"]] == [None]


def test_the_earlier_name_of_a_renamed_account_is_its_owners(cast, as_user, now):
    authorization = granted(cast.mateo, cast.koa, at=now, handle="demo_before")
    rename = accounts.ask_rename(
        authorization, new_handle_entered="demo_after", reason="Changed", actor=cast.mateo, at=now
    )
    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)
    clash(cast.juniper, cast.tavi, "demo_before", at=now)

    page = as_user(cast.priya).get(CONFLICTS).content.decode()

    assert "Held by Mateo Rivard, as another name" in page and OUTSIDE not in page


def test_a_released_claim_taken_again_outside_the_registry_is_not_said_to_be_its_first_owners(cast, as_user, now):
    later = now + datetime.timedelta(hours=1)
    submitted(cast.mateo, cast.koa, at=now, handle="demo_typo")
    accounts.release(SocialMediaAccount.objects.get(handle="demo_typo"), reason="Typo", actor=cast.bram, at=now)
    HandleClaim.objects.create(key=accounts.claim_key("x", "demo_typo"), claimed_at=later)
    clash(cast.juniper, cast.tavi, "demo_typo", at=later)

    page = as_user(cast.priya).get(CONFLICTS).content.decode()

    assert OUTSIDE in page and "Mateo" not in page


def test_a_conflict_with_a_name_released_since_says_that_it_is_free(cast, as_user, now, conflict):
    accounts.release(SocialMediaAccount.objects.get(handle="demo_mrivard"), reason="Typo", actor=cast.bram, at=now)

    assert "Free now" in as_user(cast.priya).get(CONFLICTS).content.decode()


def test_every_reading_of_the_conflicts_is_recorded_for_legal_alone(cast, as_user, conflict):
    as_user(cast.priya).get(CONFLICTS)

    event = readings("account.conflicts_read", cast.priya).latest("at")
    assert event.is_confidential
    assert len(event.facts["attempts"]) == 1
    assert "rivard" not in str(event.facts).lower()


def test_nobody_of_legal_sees_a_conflict_of_their_own(cast, as_user, now):
    submitted(cast.mateo, cast.koa, at=now, handle="demo_shared")
    cast.koa.assigned_caseworker = cast.priya
    cast.koa.save()
    clash(cast.priya, cast.koa, "demo_shared", at=now)

    assert as_user(cast.priya).get(CONFLICTS).context["rows"] == []
    assert len(as_user(cast.imogen).get(CONFLICTS).context["rows"]) == 1


def test_conflicts_ask_the_database_a_constant_number_of_questions(
    cast, as_user, now, conflict, django_assert_max_num_queries
):
    client = as_user(cast.priya)
    with django_assert_max_num_queries(12):
        client.get(CONFLICTS)
    for person, youth in ((cast.dana, cast.koa), (cast.beatrix, cast.koa), (cast.noor, cast.tavi)):
        clash(person, youth, "demo_mrivard", at=now)

    with django_assert_max_num_queries(12):
        client.get(CONFLICTS)


# Registered accounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["priya", "bram"])
def test_legal_and_administrators_find_an_account_by_owner_and_site(cast, as_user, now, account, person):
    submitted(cast.juniper, cast.tavi, at=now, platform="youtube", handle="demo_jslate")
    client = as_user(getattr(cast, person))

    def found(**wanted):
        client.post(ACCOUNTS, wanted)
        return [row["account"].handle for row in client.get(ACCOUNTS).context["rows"]]

    assert found(name="okafor") == ["demo_dnaa"]
    assert found(platform="youtube") == ["demo_jslate"]
    assert found(name="okafor", platform="youtube") == []
    assert found(clear="1") == ["demo_jslate", "demo_dnaa"]


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("name", {"name": "a\x00"}),
        ("name", {"name": "x" * 101}),
        ("name", {"name": "\u202eanad"}),
        ("platform", {"platform": "no-such-site"}),
        ("platform", {"platform": "\x00"}),
        ("platform", {"platform": "x" * 10_000}),
    ],
)
def test_a_wrong_filter_is_told_at_its_field_and_not_kept(cast, as_user, account, field, wanted):
    client = as_user(cast.priya)

    answer = client.post(ACCOUNTS, wanted)

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert len(client.get(ACCOUNTS).context["rows"]) == 1


@pytest.mark.parametrize("person", ["priya", "bram"])
@pytest.mark.clause("B.2.e")
def test_a_name_typed_wrong_is_released_with_a_reason(cast, as_user, account, person):
    client, address = as_user(getattr(cast, person)), reverse("account_release", args=[account.public_id])

    asked = client.get(address).content.decode()
    answer = client.post(address, {"reason": "Two letters swapped", "version": "1"}, follow=True)

    account.refresh_from_db()
    assert "1 request, which cannot be granted afterwards" in asked
    assert "demo_dnaa is released." in answer.content.decode()
    assert "Two letters swapped" in client.get(address).content.decode()
    assert (account.state, account.claim) == (AccountState.RELEASED, None)
    assert account.release_reason == "Two letters swapped"
    assert AuditEvent.objects.get(action="account.released").facts == {}


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_release_without_a_fit_reason_is_told_at_the_field(cast, as_user, account, typed):
    address = reverse("account_release", args=[account.public_id])

    answer = as_user(cast.bram).post(address, {"reason": typed, "version": "1"})

    account.refresh_from_db()
    assert answer.status_code == 400
    assert answer.context["form"].errors["reason"]
    assert account.state == AccountState.REGISTERED


@pytest.mark.clause("B.2.e")
def test_an_account_in_use_is_not_released_and_the_page_says_why(cast, as_user, now):
    granted(cast.dana, cast.koa, at=now, handle="demo_used")
    account = SocialMediaAccount.objects.get(handle="demo_used")
    client, address = as_user(cast.priya), reverse("account_release", args=[account.public_id])

    page = client.get(address)
    answer = client.post(address, {"reason": "Typo", "version": "1"})

    assert page.context["form"] is None
    assert "An authorization in force uses this account." in page.content.decode()
    assert answer.status_code == 403
    account.refresh_from_db()
    assert account.state == AccountState.REGISTERED


def test_releasing_twice_is_told_and_a_stale_page_too(cast, as_user, account):
    client, address = as_user(cast.bram), reverse("account_release", args=[account.public_id])

    stale = client.post(address, {"reason": "Typo", "version": "7"})
    client.post(address, {"reason": "Typo", "version": "1"})
    twice = client.post(address, {"reason": "Typo", "version": "1"})

    assert (stale.status_code, twice.status_code) == (409, 409)
    assert AuditEvent.objects.filter(action="account.released").count() == 1


def test_accounts_page_by_page_with_a_constant_number_of_questions(cast, as_user, now, django_assert_max_num_queries):
    for number in range(PAGE_SIZE + 2):
        claim = HandleClaim.objects.create(key=accounts.claim_key("x", f"demo_{number}"), claimed_at=now)
        SocialMediaAccount.objects.create(
            owner=cast.dana,
            platform=Platform.objects.get(slug="x"),
            family="x",
            claim=claim,
            handle_entered=f"demo_{number}",
            handle=f"demo_{number}",
            display_name="Dana Okafor-Lane",
            kind="own_personal",
            created_at=now,
        )
    client = as_user(cast.bram)

    with django_assert_max_num_queries(12):
        first = client.get(ACCOUNTS)
    second = client.get(ACCOUNTS, {"cursor": first.context["page"].older})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE_SIZE, 2)


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "W10=", "WyJvbGRlciIsIDEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAsIDFd", "é" * 99]
)
@pytest.mark.parametrize("address", [ISSUES, CONFLICTS, ACCOUNTS])
def test_a_cursor_that_is_none_gives_the_first_page(cast, as_user, conflict, issue, address, cursor):
    answer = as_user(cast.priya).get(address, {"cursor": cursor})

    assert answer.status_code == 200
