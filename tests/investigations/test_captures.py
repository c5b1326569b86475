"""Capturing in an investigation: the content gate, the files, and what was captured outside a leave."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evidence.models import StoredFile
from investigations.choices import IssueKind
from investigations.models import CapturedItem, ConfidentialIssue, KeptFile
from investigations.services import course, people, records
from notifications.models import Notice
from tests.evidence import pictures
from tests.factories import investigations as make
from workflow.errors import NotAllowed
from workflow.identity import acting_as

pytestmark = pytest.mark.usefixtures("vault")
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
PASSWORD = "a password for tests"


@pytest.fixture
def leave(cast):
    """Leona's, in force for two days."""
    return make.active(cast.leona, cast.koa, at=timezone.now() - 2 * DAY)


def minute(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def address(leave):
    return reverse("capture_new", args=[leave.public_id])


def shot(name="shot.png", content=None):
    return SimpleUploadedFile(name, content or pictures.screenshot(), content_type="text/html")


def answers(**changes):
    return {
        "capture": "1",
        "shows_minor": "no",
        "form_key": "7" * 32,
        "files": [shot()],
        "platform": "x",
        "source_account": "demo_koa",
        "source_url": "https://x.com/demo_koa/status/1",
        "captured_at": minute(timezone.now() - HOUR),
        "access_basis": "public",
        "youth": "DEMO-100002",
        "attribution": "He told staff.",
        "confidence": "probable",
        "relevance": "He says where he sleeps.",
    } | changes


def kept(person, model=CapturedItem):
    with acting_as(person):
        return list(model.objects.all())


# The gate ---------------------------------------------------------------------------------------------------------------


def test_the_gate_comes_first_and_offers_no_file(cast, as_user, leave):
    body = as_user(cast.leona).get(address(leave)).content.decode()

    assert "sexual images of a person who may be under 18" in body
    assert 'type="file"' not in body


def test_only_a_no_leads_to_the_form(cast, as_user, leave):
    leona = as_user(cast.leona)

    assert 'type="file"' in leona.post(address(leave), {"shows_minor": "no"}).content.decode()
    refused = leona.post(address(leave), {})
    assert refused.status_code == 400 and "Answer this question first." in refused.content.decode()


def test_a_yes_keeps_where_it_is_and_no_file_however_it_is_sent(cast, as_user, leave):
    sent = answers(shows_minor="yes", source_account="demo_someone")

    for _click in range(2):
        response = as_user(cast.leona).post(address(leave), sent | {"files": [shot()]}, follow=True)

    assert "Stop here: no picture is taken or kept" in response.content.decode()
    (item,) = kept(cast.imogen)
    assert (item.is_gated, item.source_account.reveal()) == (True, "demo_someone")
    assert StoredFile.objects.count() == 0
    told = Notice.objects.filter(kind="confidential.gate")
    assert {one.recipient for one in told} == {cast.imogen, cast.priya}
    assert {one.title for one in told} == {"A confidential matter concerns the safety of a youth"}


def test_a_yes_without_anything_else_is_taken(cast, as_user, leave):
    as_user(cast.leona).post(address(leave), {"shows_minor": "yes", "form_key": "8" * 32})

    assert kept(cast.imogen)[0].is_gated


def test_after_a_yes_the_form_of_a_no_is_another_one(cast, as_user, leave):
    leona = as_user(cast.leona)
    leona.post(address(leave), {"shows_minor": "yes", "form_key": "8" * 32})

    body = leona.post(address(leave), {"shows_minor": "no", "form_key": "8" * 32}).content.decode()

    assert 'name="form_key"' in body and "8" * 8 not in body


# The form ---------------------------------------------------------------------------------------------------------------


def test_files_and_words_go_on_record_once_however_many_click(cast, as_user, leave):
    leona = as_user(cast.leona)

    for _click in range(2):
        response = leona.post(address(leave), answers(files=[shot(), shot("second.png")]))
        assert response["Location"] == leave.get_absolute_url()

    (item,) = kept(cast.imogen)
    with acting_as(cast.imogen):
        assert item.files.count() == StoredFile.objects.count() == 2
    assert (item.youth, item.attribution.reveal(), item.is_gated) == (cast.koa, "He told staff.", False)
    assert kept(cast.priya, ConfidentialIssue) == []


def test_a_capture_opens_with_the_evidence(cast, as_user, leave):
    as_user(cast.leona).post(address(leave), answers())
    priya = as_user(cast.priya)
    (kept_file,) = kept(cast.priya, KeptFile)
    file = reverse("investigation_file", args=[kept_file.public_id, "original"])

    body = priya.get(leave.get_absolute_url()).content.decode()
    assert "1 file" in body and file not in body
    assert priya.get(file).status_code == 404
    why = {"reason": "review", "password": PASSWORD}
    priya.post(reverse("investigation_reveal", args=[leave.public_id, "evidence"]), why)

    assert file in priya.get(leave.get_absolute_url()).content.decode()
    assert priya.get(file).status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"files": []}, "Add the screenshot or document."),
        ({"platform": ""}, "Choose the site."),
        ({"source_account": ""}, "Enter the account name."),
        ({"source_url": "not an address"}, "Enter a valid URL."),
        ({"captured_at": minute(timezone.now() + DAY)}, "This has not happened yet."),
        ({"attribution": ""}, "Say what confirms whose account it is."),
        ({"confidence": ""}, "Say how sure you are."),
        ({"youth": "DEMO-999999"}, "No youth has the number DEMO-999999."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(cast, as_user, leave, change, said):
    response = as_user(cast.leona).post(address(leave), answers(**change))

    body = response.content.decode()
    assert response.status_code == 400
    assert said in body and "He says where he sleeps." in body
    assert kept(cast.leona) == []


def test_a_refused_file_is_named_at_its_field_and_none_is_kept(cast, as_user, leave):
    response = as_user(cast.leona).post(address(leave), answers(files=[shot(), shot("evil.png", b"<svg/>")]))

    body = response.content.decode()
    assert response.status_code == 400
    assert "evil.png: This is not a picture or PDF the portal takes." in body
    assert "He says where he sleeps." in body
    assert kept(cast.leona) == [] and StoredFile.objects.count() == 0


# When and who -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a/1")
def test_what_is_captured_while_suspended_is_kept_and_opens_an_issue(cast, as_user, leave):
    with acting_as(cast.imogen):
        course.suspend(leave, reason="A doubt", actor=cast.imogen, at=timezone.now() - 2 * HOUR)
    leona = as_user(cast.leona)
    assert "The authorization is not active" in leona.post(address(leave), {"shows_minor": "no"}).content.decode()

    leona.post(address(leave), answers())

    assert len(kept(cast.leona)) == 1
    assert kept(cast.priya, ConfidentialIssue)[0].kind == IssueKind.OUTSIDE_AUTHORIZATION


def test_nothing_is_captured_for_what_never_began(cast, as_user):
    asked = make.submitted(cast.leona, cast.koa, at=timezone.now())

    assert as_user(cast.leona).get(address(asked)).status_code == 404


def test_only_who_works_on_it_captures(cast, as_user, leave):
    with acting_as(cast.priya), pytest.raises(NotAllowed, match="Only who works on this investigation"):
        records.capture(leave, form_key=uuid.uuid4(), source_account="x", captured_at=timezone.now(), actor=cast.priya,
                        at=timezone.now(), is_gated=True)  # fmt: skip

    for person in (cast.imogen, cast.priya):
        assert as_user(person).get(address(leave)).status_code == 404


def test_who_is_assigned_captures(cast, as_user):
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    leave = make.active(cast.dana, cast.koa, at=timezone.now() - DAY)
    leona = as_user(cast.leona)
    assert leona.get(address(leave)).status_code == 404

    with acting_as(cast.beatrix):
        people.assign(make.fresh(leave, cast.beatrix), person=cast.leona, actor=cast.beatrix, at=timezone.now())

    assert leona.get(address(leave)).status_code == 200


@pytest.mark.parametrize("person", ["dana", "hollis", "bram", "ines", "rolf"])
def test_to_everybody_else_it_is_a_missing_page(cast, as_user, leave, person):
    client = as_user(getattr(cast, person))
    missing = client.get(reverse("capture_new", args=[uuid.uuid4()]))

    response = client.get(address(leave))

    assert (response.status_code, response.content) == (404, missing.content)
