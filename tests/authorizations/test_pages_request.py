"""The pages of asking: steps, errors at the field, nothing lost (domain 5.4)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from authorizations.models import ComplianceIssue, Platform, SupervisionAuthorization
from authorizations.services import platforms, requests
from authorizations.states import State
from tests.factories.authorizations import draft, granted, submitted


@pytest.fixture
def dana(cast, as_user):
    return as_user(cast.dana)


def day(days):
    """A day as a form sends it, counted from today."""
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def youth_answers(cast, **changes):
    answers = {
        "form_key": str(uuid.uuid4()),
        "youth_choice": str(cast.koa.public_id),
        "purposes": ["conditions"],
        "justification": "The youth posts from places where the curfew does not allow it.",
        "requested_from": day(1),
        "requested_to": day(60),
        "save": "1",
    }
    return answers | changes


def account_answers(**changes):
    answers = {
        "account": "new",
        "platform": "x",
        "handle_entered": "demo_dana",
        "account_kind": "own_personal",
        "display_name": "Dana Okafor-Lane",
        "existing_connection": "none",
        "save": "1",
    }
    return answers | changes


def sign_answers(request, **changes):
    answers = {
        "version": str(request.version),
        "attested": list(requests.attestations_for(request)),
        "signature": "Dana Okafor-Lane",
        "save": "1",
    }
    return answers | changes


def edit_url(request, step):
    return reverse("supervision_edit", args=[request.public_id, step])


def test_three_steps_send_a_request(cast, dana):
    response = dana.post(reverse("supervision_new"), youth_answers(cast))
    request = SupervisionAuthorization.objects.get()
    assert response.url == edit_url(request, "account")

    response = dana.post(edit_url(request, "account"), account_answers())
    assert response.url == edit_url(request, "sign")
    request.refresh_from_db()

    response = dana.post(edit_url(request, "sign"), sign_answers(request))
    request.refresh_from_db()
    assert response.url == request.get_absolute_url()
    assert (request.state, request.number) == (State.SUBMITTED, f"SUP-{request.submitted_at.year}-0001")
    assert request.account.owner == cast.dana


def test_the_same_first_step_sent_twice_is_one_draft(cast, dana):
    answers = youth_answers(cast)

    dana.post(reverse("supervision_new"), answers)
    dana.post(reverse("supervision_new"), answers)

    assert SupervisionAuthorization.objects.count() == 1


def test_signing_twice_sends_once(cast, dana, now):
    request = draft(cast.dana, cast.koa, at=now, requested_from=day(1), requested_to=day(30))
    answers = sign_answers(request)

    first = dana.post(edit_url(request, "sign"), answers)
    second = dana.post(edit_url(request, "sign"), answers)

    assert first.url == second.url == request.get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"youth_choice": "", "youth_lookup": ""}, "youth_choice", "Choose a youth"),
        ({"youth_choice": "other", "youth_lookup": "DEMO-999999"}, "youth_lookup", "No youth in your reach"),
        ({"youth_choice": "other", "youth_lookup": "DEMO-100005"}, "youth_lookup", "No youth in your reach"),
        ({"purposes": []}, "purposes", "at least one"),
        ({"purposes": ["everything"]}, "purposes", "everything"),
        ({"justification": "Too short."}, "justification", "30"),
        ({"justification": "x" * 2001}, "justification", "2000"),
        ({"requested_from": "2020-01-01"}, "requested_from", "over"),
        ({"requested_to": day(0)}, "requested_to", "before the first"),
        ({"requested_to": day(190)}, "requested_to", "longer than 180"),
        ({"requested_from": day(61)}, "requested_from", "too far ahead"),
        ({"justification": "A sentence with \0 inside, which is long enough."}, "justification", "hidden"),
        ({"justification": "A sentence with \u202e inside, which is long enough."}, "justification", "hidden"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(cast, dana, changes, field, words):
    response = dana.post(reverse("supervision_new"), youth_answers(cast, **changes))

    assert response.status_code == 200
    assert words in str(response.context["form"].errors[field])
    assert "places where the curfew" in response.content.decode() or "justification" in changes
    assert not SupervisionAuthorization.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"platform": ""}, "platform", "Choose the site"),
        ({"platform": "vine"}, "platform", "Select a valid choice"),
        ({"platform": "instagram"}, "platform", "ruling"),
        ({"handle_entered": ""}, "handle_entered", "Type the account name"),
        ({"handle_entered": "two words"}, "handle_entered", "no spaces"),
        ({"handle_entered": "https://facebook.com/dana"}, "handle_entered", "not an address of X"),
        ({"account_kind": ""}, "account_kind", "kind of account"),
        ({"profile_url": "https://example.org/dana"}, "profile_url", "not an address of X"),
        ({"display_name": "Bruce W."}, "name_mismatch_explanation", "differs from"),
        ({"existing_connection": ""}, "existing_connection", "Answer this"),
        ({"existing_connection": "family"}, "connection_statement", "with whom"),
        ({"platform": "other", "other_site": ""}, "other_site", "Name the site"),
        ({"platform": "other", "other_site": "TikTok"}, "other_site", "is in the list"),
    ],
)
def test_the_account_step_asks_for_what_is_missing(cast, dana, now, changes, field, words):
    request = draft(cast.dana, cast.koa, at=now)

    response = dana.post(edit_url(request, "account"), account_answers(**changes))

    assert words in str(response.context["form"].errors[field])


@pytest.mark.clause("B.2.d")
def test_each_site_is_asked_what_it_needs_and_nothing_else(cast, dana, now):
    plain = draft(cast.dana, cast.koa, at=now, platform="tumblr")
    hiding = draft(cast.dana, cast.koa, at=now, platform="linkedin")

    assert "viewer_answer" not in dana.get(edit_url(plain, "sign")).context["form"].fields
    assert "privacy_checked_on" in dana.get(edit_url(hiding, "sign")).context["form"].fields


@pytest.mark.clause("B.2.a")
def test_a_connection_is_reported_and_the_draft_waits(cast, dana, now):
    request = draft(cast.dana, cast.koa, at=now)

    response = dana.post(
        edit_url(request, "account"),
        account_answers(existing_connection="family", connection_statement="A cousin follows me since 2019."),
        follow=True,
    )

    assert ComplianceIssue.objects.get().statement.reveal() == "A cousin follows me since 2019."
    assert "Do not end, hide or change the connection" in response.content.decode()


@pytest.mark.clause("B.2.e")
def test_a_name_held_by_somebody_else_gets_the_neutral_text(cast, dana, now):
    submitted(cast.juniper, cast.tavi, at=now, handle="demo_taken")
    request = draft(
        cast.dana, cast.koa, at=now, handle="https://twitter.com/Demo_Taken/", requested_from=day(1),
        requested_to=day(30),
    )  # fmt: skip

    response = dana.post(edit_url(request, "sign"), sign_answers(request))

    assert "This account cannot be registered to you." in response.content.decode()
    assert "Juniper" not in response.content.decode()
    request.refresh_from_db()
    assert request.state == State.DRAFT


def test_a_draft_put_aside_keeps_what_was_right(cast, dana):
    answers = youth_answers(cast, requested_to="", justification="Short")
    del answers["save"]

    response = dana.post(reverse("supervision_new"), answers | {"later": "1"})

    request = SupervisionAuthorization.objects.get()
    assert response.url == reverse("my_work")
    assert (request.youth, request.purposes, request.requested_to) == (cast.koa, ["conditions"], None)


def test_signing_comes_after_the_other_steps(cast, dana):
    dana.post(reverse("supervision_new"), youth_answers(cast))
    request = SupervisionAuthorization.objects.get()

    response = dana.get(edit_url(request, "sign"))

    assert response.url == edit_url(request, "account")


def test_a_draft_is_its_authors_alone(cast, as_user, now):
    request = draft(cast.dana, cast.koa, at=now)
    for person in (cast.beatrix, cast.hollis, cast.mateo, cast.priya, cast.ines, cast.bram):
        client = as_user(person)

        assert client.get(request.get_absolute_url()).status_code == 404
        assert client.get(edit_url(request, "youth")).status_code == 404
        assert client.post(edit_url(request, "youth"), youth_answers(cast)).status_code == 404


def test_a_supervisor_may_draft_and_the_employee_signs(cast, as_user, dana):
    beatrix = as_user(cast.beatrix)
    answers = youth_answers(cast, youth_choice="other", youth_lookup="Koa Benningfield")
    beatrix.post(reverse("supervision_new"), answers | {"for": str(cast.dana.public_id)})
    request = SupervisionAuthorization.objects.get()
    assert (request.employee, request.drafted_by) == (cast.dana, cast.beatrix)

    response = beatrix.post(edit_url(request, "account"), account_answers())
    assert response.url == reverse("my_work")
    request.refresh_from_db()
    assert request.existing_connection == ""
    assert beatrix.get(edit_url(request, "sign")).status_code == 404
    assert beatrix.post(edit_url(request, "sign"), sign_answers(request)).status_code == 404

    assert dana.get(edit_url(request, "sign")).url == edit_url(request, "account")
    dana.post(edit_url(request, "account"), account_answers())
    request.refresh_from_db()
    dana.post(edit_url(request, "sign"), sign_answers(request))
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


def test_drafting_for_somebody_elses_staff_is_a_404(cast, as_user):
    assert as_user(cast.noor).get(reverse("supervision_new"), {"for": cast.dana.public_id}).status_code == 404
    assert as_user(cast.noor).get(reverse("supervision_new"), {"for": "nobody"}).status_code == 404


def test_without_a_supervisor_the_page_says_what_to_do(cast, as_user):
    response = as_user(cast.adaeze).get(reverse("supervision_new"))

    assert "You have no supervisor on record" in response.content.decode()


def test_a_copy_asks_anew_only_for_what_differs(cast, dana, now):
    source = granted(cast.dana, cast.koa, at=now)

    dana.post(reverse("supervision_copy", args=[source.public_id]), {"for": "youth", "form_key": uuid.uuid4()})

    copied = SupervisionAuthorization.objects.get(state=State.DRAFT)
    assert (copied.youth, copied.handle_entered) == (None, "demo_dana")
    assert copied.justification.reveal() == source.justification.reveal()


def test_too_much_text_is_answered_not_broken(cast, dana):
    response = dana.post(reverse("supervision_new"), youth_answers(cast, justification="x" * 3_000_000))

    assert response.status_code in (400, 413)


def test_a_ruling_opens_a_site(cast, dana, now):
    platforms.rule_on(
        Platform.objects.get(slug="instagram"), ruling="Posts only.", condition="Never open stories.",
        actor=cast.priya, at=now, day=now.date(),
    )  # fmt: skip
    request = draft(cast.dana, cast.koa, at=now)

    response = dana.post(edit_url(request, "account"), account_answers(platform="instagram"))

    assert response.url == edit_url(request, "sign")


@pytest.mark.usefixtures("empty_trail")
@pytest.mark.parametrize(
    ("typed", "event"), [("Koa Benningfield", "youth.looked_up"), ("Nobody Atall", "youth.not_found")]
)
def test_a_look_up_is_recorded_also_when_the_form_is_refused(cast, dana, typed, event):
    refused = youth_answers(cast, youth_choice="other", youth_lookup=typed, justification="")

    dana.post(reverse("supervision_new"), refused)

    assert not SupervisionAuthorization.objects.exists()
    found = AuditEvent.objects.get(action__startswith="youth.")
    assert (found.action, found.actor_name) == (event, "Dana Okafor-Lane")
    assert typed not in str(found.facts)


def test_a_connection_put_aside_is_kept_once_legal_can_be_told(cast, dana, now):
    request = draft(cast.dana, cast.koa, at=now)
    aside = account_answers(existing_connection="youth", display_name="")
    del aside["save"]

    dana.post(edit_url(request, "account"), aside | {"later": "1"})
    request.refresh_from_db()
    assert (request.existing_connection, ComplianceIssue.objects.count()) == ("none", 0)

    dana.post(edit_url(request, "account"), aside | {"later": "1", "connection_statement": "A cousin, since May"})
    request.refresh_from_db()
    assert (request.existing_connection, ComplianceIssue.objects.count()) == ("youth", 1)
