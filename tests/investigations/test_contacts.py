"""Communication with youth: asked for, advised on, approved, logged, and what no approval covered (B.3.c, A8)."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from investigations.choices import IssueKind, Method
from investigations.models import CommunicationApproval, CommunicationEntry, ConfidentialIssue, KeptFile
from investigations.services import contacts, course
from investigations.states import ContactState
from notifications.models import Notice
from tests.evidence import pictures
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.errors import NotAllowed
from workflow.identity import acting_as

pytestmark = pytest.mark.usefixtures("vault")
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
PASSWORD = "a password for tests"


def in_use(investigator, youth, *, at, counsel=None, handle="demo_quiet_heron"):
    leave = make.active(investigator, youth, at=at, communication=True, counsel=counsel)
    return make.profile_in_use(make.fresh(leave, investigator), at=at, handle=handle)


@pytest.fixture
def profile(cast):
    """Leona's, in use for ten days."""
    return in_use(cast.leona, cast.koa, at=timezone.now() - 10 * DAY)


@pytest.fixture
def approval(profile):
    """Direct messages, approved nine days ago for a week of yesterday's and tomorrow's days."""
    return make.approved_contact(profile, at=timezone.now() - 9 * DAY)


@pytest.fixture
def officer(cast):
    """Dana as an Apprehension Officer."""
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    return cast.dana


def log(profile, approval, *, at, by=None, occurred_at=None, form_key=None, **details):
    """One contact, logged by who holds the account."""
    by = by or profile.authorization.investigator
    details = {"direction": "out", "method": Method.DIRECT_MESSAGE, "summary": "Asked where he sleeps."} | details
    with acting_as(by):
        return contacts.log(profile, form_key=form_key or uuid.uuid4(), occurred_at=occurred_at or at, actor=by, at=at,
                            approval=approval, **details)  # fmt: skip


def seen(person, model=ConfidentialIssue):
    with acting_as(person):
        return list(model.objects.all())


def url(name, record):
    return reverse(name, args=[record.public_id])


def minute(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def opened(client, approval):
    answers = {"reason": "own_work", "password": PASSWORD}
    return client.post(url("communication_reveal", approval), answers, follow=True).content.decode()


# What is inside an approval, and what is not (A8) -----------------------------------------------------------------------


def test_a_contact_inside_an_approval_is_logged_and_nothing_else_follows(cast, approval, profile):
    entry = log(profile, approval, at=timezone.now())

    assert entry.approval == approval
    assert seen(cast.priya) == []


@pytest.mark.parametrize(
    ("when", "method"),
    [
        pytest.param(-9 * DAY - HOUR, "direct_message", id="before it was approved"),
        pytest.param(6 * DAY, "direct_message", id="after its last day"),
        pytest.param(DAY, "follow", id="another method"),
        pytest.param(2 * DAY, "direct_message", id="without one"),
    ],
)
@pytest.mark.clause("B.3.c")
def test_a_contact_outside_an_approval_says_why_and_opens_an_issue(cast, approval, profile, when, method, request):
    details = {"at": timezone.now() + 7 * DAY, "occurred_at": timezone.now() + when, "method": method}
    chosen = None if "without one" in request.node.name else approval
    with pytest.raises(NotAllowed, match="No approval covers this"):
        log(profile, chosen, **details)

    entry = log(profile, chosen, explanation="He wrote first and I answered.", **details)

    assert entry.approval is None
    issue = seen(cast.priya)[0]
    assert (issue.kind, issue.clause, issue.person) == (IssueKind.UNAPPROVED_CONTACT, "B.3.c", cast.leona)
    assert issue.statement.reveal() == "He wrote first and I answered."


def test_what_was_sent_while_suspended_is_outside(cast, approval, profile):
    with acting_as(cast.imogen):
        leave = make.fresh(profile.authorization, cast.imogen)
        course.suspend(leave, reason="A doubt", actor=cast.imogen, at=timezone.now() - 2 * DAY)
    profile = make.fresh(profile, cast.leona)

    with pytest.raises(NotAllowed, match="No approval covers this"):
        log(profile, approval, at=timezone.now(), by=cast.leona, occurred_at=timezone.now() - DAY)
    assert log(profile, approval, at=timezone.now(), by=cast.leona, occurred_at=timezone.now() - 3 * DAY).approval


def test_what_was_sent_after_an_approval_was_ended_is_outside(cast, approval, profile):
    with acting_as(cast.imogen):
        approval = contacts.end(approval, actor=cast.imogen, at=timezone.now() - 2 * DAY)

    with pytest.raises(NotAllowed, match="No approval covers this"):
        log(profile, approval, at=timezone.now(), occurred_at=timezone.now() - DAY)
    assert log(profile, approval, at=timezone.now(), occurred_at=timezone.now() - 3 * DAY).approval == approval


def test_an_end_keeps_the_reason_of_the_decision_and_tells_the_other_side(cast, profile):
    approval = make.asked_contact(profile, at=timezone.now())
    with acting_as(cast.imogen):
        approval = contacts.approve(approval, reason="He wrote first", actor=cast.imogen, at=timezone.now())
        ended = contacts.end(approval, reason="No longer needed", actor=cast.imogen, at=timezone.now())

    assert (ended.reason.reveal(), ended.end_reason.reveal()) == ("He wrote first", "No longer needed")
    assert set(Notice.objects.filter(kind="confidential.contact_ended").values_list("recipient", flat=True)) == {
        cast.leona.pk
    }


def test_nothing_is_logged_before_it_happened(cast, approval, profile):
    with pytest.raises(NotAllowed, match="has not happened yet"):
        log(profile, approval, at=timezone.now(), occurred_at=timezone.now() + HOUR)


def test_a_youth_in_danger_is_told_to_legal_and_the_supervisor_at_once(cast, approval, profile):
    log(profile, approval, at=timezone.now(), is_youth_unsafe=True)

    told = Notice.objects.filter(kind="confidential.safety")
    assert {one.recipient for one in told} == {cast.imogen, cast.priya}
    assert {one.title for one in told} == {"A confidential matter concerns the safety of a youth"}


# Friend requests that go out (trap 9) -----------------------------------------------------------------------------------


def test_an_officer_sends_a_friend_request_only_with_legals_advice(cast, officer):
    profile = in_use(officer, cast.koa, at=timezone.now() - DAY, counsel=cast.priya)
    with pytest.raises(NotAllowed, match="needs the Legal Unit's recorded advice first"):
        make.approved_contact(profile, at=timezone.now(), methods=[Method.SEND_REQUEST])
    asked = seen(cast.beatrix, CommunicationApproval)[0]

    with acting_as(cast.priya):
        advised = contacts.advise(asked, advice="Within the purpose.", actor=cast.priya, at=timezone.now())
    with acting_as(cast.beatrix):
        approved = contacts.approve(advised, actor=cast.beatrix, at=timezone.now())

    assert approved.state == ContactState.APPROVED


@pytest.mark.clause("B.3.d")
def test_the_investigation_unit_needs_no_advice(cast, profile):
    approved = make.approved_contact(profile, at=timezone.now(), methods=[Method.SEND_REQUEST])

    assert approved.state == ContactState.APPROVED


def test_the_form_says_beside_the_method_who_has_to_advise(cast, as_user, officer, profile):
    theirs = in_use(officer, cast.tavi, at=timezone.now() - DAY, counsel=cast.priya, handle="demo_grey_owl")
    words = "once the Legal Unit has recorded its advice"

    assert words in as_user(officer).get(url("communication_new", theirs)).content.decode()
    assert words not in as_user(cast.leona).get(url("communication_new", profile)).content.decode()


# The pages --------------------------------------------------------------------------------------------------------------


def request_answers(**changes):
    day = timezone.localdate()
    return {
        "target": "demo_target_secret",
        "youth": "DEMO-100002",
        "methods": ["direct_message"],
        "purpose": "To learn where he stays.",
        "limits": "No meeting.",
        "valid_from": day,
        "valid_to": day + 7 * DAY,
    } | changes


def test_a_request_sent_twice_waits_once_and_is_approved_with_a_proof(cast, as_user, profile):
    leona, imogen = as_user(cast.leona), as_user(cast.imogen)
    for _click in range(2):
        assert leona.post(url("communication_new", profile), request_answers()).status_code == 302
    (asked,) = seen(cast.imogen, CommunicationApproval)
    approve = url("communication_approve", asked)
    assert imogen.post(approve, {"version": asked.version}).status_code == 400

    response = imogen.post(approve, {"version": asked.version, "password": PASSWORD}, follow=True)

    assert "Approved. The investigator was told." in response.content.decode()
    assert make.fresh(asked, cast.leona).state == ContactState.APPROVED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": ""}, "Say who or which account it is."),
        ({"purpose": ""}, "Say how it serves the investigation."),
        ({"methods": []}, "Choose at least one method."),
        ({"methods": ["letter"]}, "is not one of the available choices"),
        ({"youth": "DEMO-999999"}, "No youth has the number DEMO-999999."),
        ({"youth": "DEMO-100002, DEMO-100005"}, "Enter one number only."),
        ({"valid_to": timezone.localdate() - DAY}, "The last day comes before the first."),
        ({"valid_to": timezone.localdate() + 31 * DAY}, "An approval lasts 30 days at most."),
        ({"purpose": "The password: hunter2"}, "This looks like a password."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(cast, as_user, profile, change, said):
    answers = request_answers(limits="Only in the evening") | change

    response = as_user(cast.leona).post(url("communication_new", profile), answers)

    body = response.content.decode()
    assert response.status_code == 400
    assert said in body and "Only in the evening" in body
    assert seen(cast.leona, CommunicationApproval) == []


def test_sealed_words_stay_dots_until_the_group_is_opened(cast, as_user, approval, profile):
    log(profile, approval, at=timezone.now(), summary="The words of the heron")
    log(profile, None, at=timezone.now(), summary="Other words", explanation="It had to be fast")
    imogen, sealed = as_user(cast.imogen), ("demo_target", "learn where the youth stays", "heron", "It had to be fast")

    before = imogen.get(approval.get_absolute_url()).content.decode()
    after = opened(imogen, approval)

    assert "••••••••" in before and "Direct message" in before and "Outside an approval" in before
    assert [word for word in sealed if word in before] == []
    assert [word for word in sealed if word not in after] == []
    assert [
        word for word in sealed if word in as_user(cast.priya).get(approval.get_absolute_url()).content.decode()
    ] == []


def log_answers(approval, **changes):
    return {
        "form_key": "6" * 32,
        "approval": str(approval.public_id) if approval else "none",
        "occurred_at": minute(timezone.now() - HOUR),
        "direction": "out",
        "method": "direct_message",
        "summary": "Asked where he sleeps.",
    } | changes


def test_a_double_click_logs_once_with_its_transcript(cast, as_user, approval, profile):
    leona = as_user(cast.leona)

    for _click in range(2):
        shot = SimpleUploadedFile("chat.png", pictures.screenshot())
        response = leona.post(url("communication_log", profile), log_answers(approval, transcript=shot))
        assert response["Location"] == approval.get_absolute_url()

    assert len(seen(cast.leona, CommunicationEntry)) == len(seen(cast.leona, KeptFile)) == 1


def test_a_transcript_opens_with_the_communication_it_belongs_to(cast, as_user, approval, profile):
    """What no approval covers is listed with each of its profile, and opens with each."""
    for covered in (approval, None):
        log(profile, covered, at=timezone.now(), explanation="He wrote first.",
            transcript=(pictures.screenshot(), "chat.png"))  # fmt: skip
    priya = as_user(cast.priya)
    files = [reverse("investigation_file", args=[kept.public_id, "1"]) for kept in seen(cast.priya, KeptFile)]

    assert [priya.get(file).status_code for file in files] == [404, 404]
    priya.post(url("communication_reveal", approval), {"reason": "review", "password": PASSWORD})

    assert [priya.get(file).status_code for file in files] == [200, 200]
    assert all(file in priya.get(approval.get_absolute_url()).content.decode() for file in files)


def test_the_log_asks_for_an_explanation_when_nothing_covers_it(cast, as_user, approval, profile):
    leona, answers = as_user(cast.leona), log_answers(None, summary="What was said")

    refused = leona.post(url("communication_log", profile), answers)
    body = refused.content.decode()
    assert refused.status_code == 400 and "No approval covers this. Explain" in body and "What was said" in body
    logged = leona.post(url("communication_log", profile), answers | {"explanation": "He wrote first."})

    assert logged["Location"] == profile.get_absolute_url()
    assert len(seen(cast.priya)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"occurred_at": minute(timezone.now() + DAY)}, "This has not happened yet."),
        ({"summary": ""}, "Say what was said or done."),
        ({"approval": str(uuid.uuid4())}, "is not one of the available choices"),
        ({"transcript": SimpleUploadedFile("chat.png", b"<svg/>")}, "This is not a picture or PDF the portal takes."),
    ],
)
def test_what_cannot_be_logged_is_said_at_its_field(cast, as_user, approval, profile, change, said):
    response = as_user(cast.leona).post(url("communication_log", profile), log_answers(approval) | change)

    assert response.status_code == 400 and said in response.content.decode()
    assert seen(cast.leona, CommunicationEntry) == []


def test_advice_is_recorded_by_legal_alone_and_then_read(cast, as_user, officer):
    profile = in_use(officer, cast.koa, at=timezone.now() - DAY, counsel=cast.priya)
    as_user(officer).post(url("communication_new", profile), request_answers(methods=["send_request"]))
    (asked,) = seen(cast.beatrix, CommunicationApproval)
    beatrix, priya = as_user(cast.beatrix), as_user(cast.priya)
    assert beatrix.get(url("communication_approve", asked)).status_code == 403
    assert beatrix.get(url("communication_advise", asked)).status_code == 404
    assert "The Legal Unit has to advise first" in beatrix.get(asked.get_absolute_url()).content.decode()

    priya.post(url("communication_advise", asked), {"version": asked.version, "advice": "Within the purpose."})

    assert beatrix.get(url("communication_approve", asked)).status_code == 200
    assert "Within the purpose." in opened(beatrix, asked)


def test_who_asked_denies_nothing_and_a_denial_gives_its_reason(cast, as_user, profile):
    leona, imogen = as_user(cast.leona), as_user(cast.imogen)
    leona.post(url("communication_new", profile), request_answers())
    (asked,) = seen(cast.imogen, CommunicationApproval)
    answers = {"version": asked.version, "reason": "Not needed.", "password": PASSWORD}
    for act in ("communication_approve", "communication_deny", "communication_advise"):
        assert leona.post(url(act, asked), answers).status_code == 404

    imogen.post(url("communication_deny", asked), answers)

    asked = make.fresh(asked, cast.leona)
    assert (asked.state, asked.reason.reveal()) == (ContactState.DENIED, "Not needed.")


def test_it_is_ended_by_who_has_part_in_it(cast, as_user, approval):
    as_user(cast.priya).post(url("communication_end", approval), {"version": approval.version})

    assert make.fresh(approval, cast.leona).state == ContactState.ENDED


@pytest.mark.parametrize("person", ["dana", "hollis", "bram", "ines", "rolf"])
def test_to_everybody_else_it_is_a_missing_page(cast, as_user, approval, profile, person):
    client = as_user(getattr(cast, person))
    missing = client.get(reverse("communication_detail", args=[uuid.uuid4()]))

    for name in ("detail", "reveal", "advise", "approve", "deny", "end"):
        response = client.get(url(f"communication_{name}", approval))
        assert (response.status_code, response.content) == (404, missing.content)
    for name in ("new", "log"):
        assert client.get(url(f"communication_{name}", profile)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("person", ["imogen", "leona"])
def test_the_page_asks_the_same_number_of_questions(
    cast, as_user, approval, profile, person, rows, django_assert_max_num_queries
):
    for _turn in range(rows):
        log(profile, approval, at=timezone.now())
    client = as_user(getattr(cast, person))
    opened(client, approval)

    with django_assert_max_num_queries(MOST):
        body = client.get(approval.get_absolute_url()).content.decode()

    assert body.count("Asked where he sleeps.") == rows
