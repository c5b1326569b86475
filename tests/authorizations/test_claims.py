"""One account, one person (B.2.a, B.2.e; domain 5.3, 15 A1): claims, conflicts, the limit, new names, release."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from authorizations.models import (
    AccountRename,
    HandleAttempt,
    HandleClaim,
    Platform,
    SocialMediaAccount,
    SupervisionAuthorization,
)
from authorizations.services import accounts, requests
from authorizations.services.accounts import CONFLICT_TEXT, HandleConflict, claim_key
from authorizations.states import State
from notifications.models import Mail, Notice
from policy.services import change_setting
from tests import cast as people
from tests.authorizations.test_handles import SPELLINGS
from tests.factories.authorizations import draft, granted, submit, submitted
from workflow.errors import NotAllowed

DAY = datetime.timedelta(days=1)
SLUGS = {"X": "x", "Instagram": "instagram", "Threads": "threads", "Facebook": "facebook", "LinkedIn": "linkedin",
         "YouTube": "youtube", "Tumblr": "tumblr", "Reddit": "reddit"}  # fmt: skip
ON_SITES = [(SLUGS[site.name], entered) for site, entered in SPELLINGS if site.name in SLUGS and "\x00" not in entered]


def _register(person, entered, *, at, platform="x", other_site="", settings=None):
    """Straight to the registry, as submit() asks it."""
    with transaction.atomic():
        return accounts.register(
            person,
            platform=Platform.objects.get(slug=platform),
            other_site=other_site,
            handle_entered=entered,
            kind="own_personal",
            display_name=person.full_name,
            profile_url="",
            settings=settings or {"new_handles_per_person": 100},
            at=at,
        )


@pytest.mark.clause("B.2.e")
def test_each_spelling_of_a_colleagues_account_is_refused_and_ones_own_is_the_same_account(cast, now):
    spelled_by_site = {}
    for slug, entered in ON_SITES:
        spelled_by_site.setdefault(Platform.objects.get(slug=slug).family, []).append((slug, entered))
    assert sum(map(len, spelled_by_site.values())) >= 16
    for family, spelled in spelled_by_site.items():
        mine = _register(cast.dana, "demo_dana", platform=spelled[0][0], at=now)

        again = {_register(cast.dana, entered, platform=slug, at=now) for slug, entered in spelled}
        others = [_register(cast.mateo, entered, platform=slug, at=now) for slug, entered in spelled]

        assert again == {mine}
        assert others == [None] * len(spelled), family


@pytest.mark.parametrize(("mine", "theirs"), [("twitter", "x"), ("x", "twitter"), ("instagram", "threads")])
@pytest.mark.clause("B.2.e")
def test_sites_with_one_login_are_one_account(cast, now, mine, theirs):
    _register(cast.dana, "demo_one", platform=mine, at=now)

    assert _register(cast.mateo, "demo_one", platform=theirs, at=now) is None


def test_the_same_name_on_two_sites_is_two_accounts(cast, now):
    _register(cast.dana, "demo_one", platform="x", at=now)

    assert _register(cast.mateo, "demo_one", platform="reddit", at=now) is not None
    assert _register(cast.mateo, "demo_one", platform="other", other_site="Demo Space", at=now) is not None
    assert _register(cast.dana, "demo_one", platform="other", other_site=" demo-SPACE ", at=now) is None


@pytest.mark.clause("B.2.e")
def test_one_account_serves_requests_for_several_youth(cast, now):
    first = submitted(cast.dana, cast.koa, at=now)
    cast.tavi.assigned_caseworker = cast.dana
    cast.tavi.save()

    second = submitted(cast.dana, cast.tavi, at=now, handle="https://twitter.com/Demo_Dana")

    assert second.account == first.account


@pytest.mark.clause("B.2.e")
def test_a_claim_is_taken_by_a_waiting_request_and_outlives_its_end(cast, now):
    request = submitted(cast.dana, cast.koa, at=now, handle="demo_one")
    with pytest.raises(HandleConflict):
        submitted(cast.mateo, cast.koa, at=now, handle="demo_one")

    requests.withdraw(request, actor=cast.dana, at=now)

    with pytest.raises(HandleConflict):
        submitted(cast.mateo, cast.koa, at=now, handle="demo_one")


def test_nothing_is_claimed_by_typing_or_saving(cast, now):
    draft(cast.dana, cast.koa, at=now, handle="demo_one")

    assert not HandleClaim.objects.exists()
    assert not HandleAttempt.objects.exists()


@pytest.mark.parametrize("is_covert", [False, True], ids=["a colleague's", "a claim with no account behind it"])
@pytest.mark.clause("B.2.e")
def test_a_conflict_tells_the_requester_nothing_and_legal_everything(cast, now, is_covert):
    if is_covert:
        HandleClaim.objects.create(key=claim_key("x", "demo_one"), claimed_at=now)
    else:
        submitted(cast.mateo, cast.koa, at=now, handle="demo_one")
    request = draft(cast.dana, cast.koa, at=now, handle="demo_one")
    before = Notice.objects.count()

    with pytest.raises(HandleConflict) as refusal:
        submit(request, at=now)

    assert refusal.value.args == ()
    assert refusal.value.__cause__ is None and refusal.value.__context__ is None
    request.refresh_from_db()
    assert (request.state, request.version, request.number, request.account) == (State.DRAFT, 1, None, None)
    attempt = HandleAttempt.objects.get(person=cast.dana)
    assert (attempt.outcome, attempt.handle.reveal()) == ("conflict", "demo_one")
    told = Notice.objects.order_by("pk")[before:]
    assert {notice.recipient.username for notice in told} == {"imogen", "priya"}
    assert {notice.kind for notice in told} == {"handle.conflict"}
    event = AuditEvent.objects.get(action="account.conflict")
    assert event.is_confidential
    assert "demo_one" not in f"{event.facts}{event.was}{event.becomes}{event.subject_id}"
    assert not any("demo_one" in f"{mail.subject}{mail.body}{mail.to_address}" for mail in Mail.objects.all())


def test_the_sentence_of_a_conflict_is_the_one_of_the_domain():
    assert str(CONFLICT_TEXT) == (
        "This account cannot be registered to you. Check the name; if it is correct, contact the Legal Unit."
    )


def test_legal_is_not_told_of_its_own_attempt(cast, now):
    _register(cast.dana, "demo_one", at=now)
    _register(cast.priya, "demo_one", at=now)

    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"imogen"}


# The database ---------------------------------------------------------------------------------------------------------


def test_a_name_is_claimed_once_by_raw_sql_too(cast, now):
    account = _register(cast.dana, "demo_one", at=now)
    insert = (
        "INSERT INTO authorizations_handleclaim (key, claimed_at) SELECT key, now() FROM authorizations_handleclaim"
    )

    with pytest.raises(IntegrityError, match="unique"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert)
    with pytest.raises(IntegrityError), transaction.atomic():
        SocialMediaAccount.objects.filter(pk=account.pk).update(claim=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SocialMediaAccount.objects.create(
            owner=cast.mateo, platform=account.platform, family="x", claim=account.claim, handle="demo_one",
            created_at=now,
        )  # fmt: skip


@pytest.mark.clause("B.2.a", "B.2.e")
def test_nobody_is_authorized_on_anothers_account_by_raw_sql_either(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    theirs = _register(cast.mateo, "demo_mateo", at=now)

    take = f"UPDATE authorizations_supervisionauthorization SET account_id = {theirs.pk} WHERE id = {request.pk}"
    with pytest.raises(IntegrityError, match="supervision_uses_own_account"), transaction.atomic():
        connection.cursor().execute(take)
    with pytest.raises(IntegrityError, match="supervision_uses_own_account"), transaction.atomic():
        SocialMediaAccount.objects.filter(pk=request.account_id).update(owner=cast.mateo)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("B.2.e")
def test_of_two_who_claim_one_name_at_once_one_gets_it():
    cast, at = people.assemble(), clock()
    drafts = [draft(person, cast.koa, at=at, handle="demo_one") for person in (cast.dana, cast.mateo)]
    barrier, results = threading.Barrier(2), []

    def send(request):
        try:
            barrier.wait(10)
            results.append(submit(request, at=at).state)
        except HandleConflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[request]) for request in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(results) == ["conflict", "submitted"]
    assert HandleClaim.objects.count() == SocialMediaAccount.objects.count() == 1
    states = SupervisionAuthorization.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [State.DRAFT, State.SUBMITTED]


# The limit on new names -----------------------------------------------------------------------------------------------

THREE = {"new_handles_per_person": 3}


def test_three_new_names_in_thirty_days_conflicts_included(cast, now):
    _register(cast.mateo, "demo_taken", at=now)
    _register(cast.dana, "demo_one", at=now, settings=THREE)
    _register(cast.dana, "demo_one", at=now, settings=THREE)  # one's own again counts once
    _register(cast.dana, "demo_taken", at=now + DAY, settings=THREE)
    _register(cast.dana, "demo_taken", at=now + DAY, settings=THREE)
    _register(cast.dana, "demo_two", at=now + 2 * DAY, settings=THREE)

    with pytest.raises(NotAllowed, match="3 new accounts in the last 30 days"):
        _register(cast.dana, "demo_three", at=now + 2 * DAY, settings=THREE)

    assert _register(cast.dana, "demo_two", at=now + 2 * DAY, settings=THREE) is not None
    assert _register(cast.mateo, "demo_three", at=now + 2 * DAY, settings=THREE) is not None
    with pytest.raises(NotAllowed):
        _register(cast.dana, "demo_four", at=now + 30 * DAY - datetime.timedelta(seconds=1), settings=THREE)
    assert _register(cast.dana, "demo_four", at=now + 30 * DAY, settings=THREE) is not None


def test_the_limit_is_a_setting_and_leaves_no_trace_of_what_it_refused(cast, now):
    change_setting("new_handles_per_person", 1, actor=cast.bram, at=now, reason="A trial of names")
    submitted(cast.dana, cast.koa, at=now, handle="demo_one")
    second = draft(cast.dana, cast.koa, at=now, handle="demo_two")

    with pytest.raises(NotAllowed, match="which is the limit"):
        submit(second, at=now)

    second.refresh_from_db()
    assert second.state == State.DRAFT
    assert HandleAttempt.objects.count() == HandleClaim.objects.count() == 1


# A new name -----------------------------------------------------------------------------------------------------------


def _ask(authorization, new, *, at):
    return accounts.ask_rename(
        authorization, new_handle_entered=new, reason="The site changed it", actor=authorization.employee, at=at
    )


@pytest.mark.clause("B.2.c", "B.2.e")
def test_a_new_name_is_approved_by_the_supervisor_and_amends_the_notes(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    rename = _ask(authorization, "https://x.com/Demo_Lane", at=now)
    assert Notice.objects.filter(kind="rename.waits").get().recipient == cast.beatrix
    authorization.account.refresh_from_db()
    assert authorization.account.handle == "demo_dana"
    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)

    account = SocialMediaAccount.objects.get(pk=authorization.account_id)
    assert account.handle == "demo_lane"
    initial, amendment = authorization.notes.all()
    assert amendment.kind == "amendment"
    assert "changed from X - demo_dana to X - demo_lane" in amendment.text.reveal()
    assert "X - demo_dana" in initial.text.reveal() and "demo_lane" not in initial.text.reveal()
    assert Notice.objects.filter(kind="rename.decided").get().recipient == cast.dana


@pytest.mark.parametrize("person", ["dana", "mateo", "noor", "hollis", "priya", "bram"])
def test_nobody_else_approves_a_new_name(cast, now, person):
    rename = _ask(granted(cast.dana, cast.koa, at=now), "demo_lane", at=now)

    with pytest.raises(NotAllowed):
        accounts.decide_rename(rename, is_approved=True, actor=getattr(cast, person), at=now)

    rename.refresh_from_db()
    assert rename.state == "asked"


@pytest.mark.clause("B.2.e")
def test_both_names_stay_with_their_owner(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    rename = _ask(authorization, "demo_lane", at=now)
    assert _register(cast.mateo, "demo_lane", at=now) is None  # while it is asked

    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)

    assert _register(cast.mateo, "demo_lane", at=now) is None
    assert _register(cast.mateo, "demo_dana", at=now) is None
    back = _ask(SupervisionAuthorization.objects.get(pk=authorization.pk), "demo_dana", at=now)
    accounts.decide_rename(back, is_approved=True, actor=cast.beatrix, at=now)
    assert SocialMediaAccount.objects.get(owner=cast.dana).handle == "demo_dana"


def test_a_declined_name_changes_nothing_and_can_be_asked_again(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)

    accounts.decide_rename(_ask(authorization, "demo_lane", at=now), is_approved=False, actor=cast.beatrix, at=now)

    assert SocialMediaAccount.objects.get(owner=cast.dana).handle == "demo_dana"
    assert authorization.notes.count() == 1
    assert _ask(authorization, "demo_lane", at=now).state == "asked"
    with pytest.raises(NotAllowed, match="already waits"):
        _ask(authorization, "demo_third", at=now)


def test_a_name_held_by_somebody_else_is_a_conflict_here_too(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    HandleClaim.objects.create(key=claim_key("x", "demo_lane"), claimed_at=now)

    with pytest.raises(HandleConflict):
        _ask(authorization, "demo_lane", at=now)

    assert not AccountRename.objects.exists()
    assert HandleAttempt.objects.filter(outcome="conflict").get().person == cast.dana
    assert set(Notice.objects.filter(kind="handle.conflict").values_list("recipient__username", flat=True)) == {
        "imogen",
        "priya",
    }


def test_a_name_that_waits_for_approval_is_not_a_second_account(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    rename = _ask(authorization, "demo_lane", at=now)

    with pytest.raises(HandleConflict):
        submitted(cast.dana, cast.koa, at=now, handle="demo_lane")

    assert accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now).state == "approved"


@pytest.mark.parametrize("person", ["beatrix", "mateo", "priya"])
def test_only_the_owner_reports_a_new_name(cast, now, person):
    authorization = granted(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed):
        accounts.ask_rename(
            authorization, new_handle_entered="demo_lane", reason="", actor=getattr(cast, person), at=now
        )


def test_a_new_name_needs_an_authorization_in_force_and_another_name(cast, now):
    waiting = submitted(cast.dana, cast.koa, at=now)
    with pytest.raises(NotAllowed, match="in force"):
        _ask(waiting, "demo_lane", at=now)

    with pytest.raises(NotAllowed, match="on record already"):
        _ask(granted(cast.dana, cast.koa, at=now), "https://twitter.com/DEMO_DANA", at=now)


# Release --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["priya", "bram"])
def test_a_typing_error_is_released_and_the_name_is_free(cast, now, person):
    account = _register(cast.dana, "demo_typo", at=now)

    accounts.release(account, reason="A typing error", actor=getattr(cast, person), at=now)

    assert _register(cast.mateo, "demo_typo", at=now) is not None
    assert _register(cast.dana, "demo_typo", at=now) is None


@pytest.mark.clause("B.2.e")
def test_a_released_name_claimed_by_a_profile_stays_refused_to_who_typed_it_first(cast, now):
    account = _register(cast.dana, "demo_typo", at=now)
    accounts.release(account, reason="A typing error", actor=cast.priya, at=now)
    HandleClaim.objects.create(key=claim_key("x", "demo_typo"), claimed_at=now + DAY)

    assert _register(cast.dana, "demo_typo", at=now + 2 * DAY) is None


@pytest.mark.parametrize("person", ["dana", "mateo", "beatrix", "ines", "leona"])
def test_nobody_else_releases_a_name(cast, now, person):
    account = _register(cast.dana, "demo_typo", at=now)

    with pytest.raises(NotAllowed):
        accounts.release(account, reason="A typing error", actor=getattr(cast, person), at=now)


def test_a_name_in_use_is_not_released_nor_without_a_reason(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    unused = _register(cast.dana, "demo_typo", at=now)

    with pytest.raises(NotAllowed, match="in force"):
        accounts.release(authorization.account, reason="A typing error", actor=cast.priya, at=now)
    with pytest.raises(NotAllowed, match="reason"):
        accounts.release(unused, reason=" ", actor=cast.priya, at=now)
    with pytest.raises(NotAllowed):
        accounts.release(_register(cast.priya, "demo_legal", at=now), reason="Mine", actor=cast.priya, at=now)


@pytest.mark.clause("B.2.d", "B.2.e")
@pytest.mark.parametrize(
    "name",
    ["Twitter", "X", "facebook.com", "https://www.facebook.com/", "m.facebook.com", "Face Book", "youtu.be", "Vine"],
)
def test_a_listed_site_is_not_named_as_another_one(cast, now, name):
    request = draft(cast.dana, cast.koa, at=now, platform="other", other_site=name, viewer_answer="not_shown")

    with pytest.raises(NotAllowed, match="in the list|no new requests"):
        submit(request, at=now)

    assert not HandleClaim.objects.exists()


def test_a_site_in_no_list_is_named(cast, now):
    request = draft(cast.dana, cast.koa, at=now, platform="other", other_site="Yubo", viewer_answer="not_shown")

    assert submit(request, at=now).account.family == "other:yubo"


@pytest.mark.parametrize("answers", [{"handle_entered": "https://instagram.com/demo_dana"}, {"platform": "other"}])
def test_answers_kept_from_another_site_are_refused_not_broken(cast, now, answers):
    request = draft(cast.dana, cast.koa, at=now, viewer_answer="not_shown", **answers)

    with pytest.raises(NotAllowed):
        submit(request, at=now)
