"""Writing on Pulse: who may, the notice first, warnings, private messages, pictures, and a form sent twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from people.models import User
from pulse_moderation.models import Post
from pulse_moderation.rules.composing import told_of
from pulse_moderation.rules.trying import MOST, WITHIN
from pulse_moderation.screening.rules import Mode, Severity
from pulse_moderation.services import composing, privileges
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.people import POTLUCK, post_form, ready, upload
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
NEW = "/pulse/new/"


@pytest.mark.clause("B.1/0a")
def test_without_virtual_gateway_access_there_is_no_compose_page_but_reports_stay_open(cast, as_user):
    dana = as_user(cast.dana)

    page = dana.get(NEW)
    sent = dana.post(NEW, post_form())

    assert "Virtual Gateway access" in page.content.decode() and 'name="body"' not in page.content.decode()
    assert (sent.status_code, Post.objects.count()) == (403, 0)
    assert dana.get(reverse("report_start")).status_code == 200


@pytest.mark.clause("B.1/0b")
def test_two_people_never_share_a_virtual_gateway_name(cast):
    pulse.with_access(cast.dana)
    cast.mateo.vg_username, cast.mateo.vg_access_authorized = "VG-DANA", True

    with pytest.raises(Exception, match="user_vg_username_is_unique"):
        cast.mateo.save()


@pytest.mark.clause("B.1.a/1")
def test_nobody_posts_before_they_have_read_the_notice(cast, as_user):
    pulse.with_access(cast.dana)
    dana = as_user(cast.dana)

    page = dana.get(NEW).content.decode()
    refused = dana.post(NEW, post_form())
    read = dana.post(reverse("pulse_acknowledge"), {"version": "1"})
    sent = dana.post(NEW, post_form())

    assert "Posts and messages are not private" in page and 'name="body"' not in page
    assert (refused.status_code, read.url, sent.status_code) == (403, NEW, 302)
    assert Post.objects.get().state == State.PUBLISHED


def test_a_notice_that_changed_meanwhile_is_not_agreed_to(cast, as_user):
    pulse.with_access(cast.dana)

    as_user(cast.dana).post(reverse("pulse_acknowledge"), {"version": "0"})

    assert not composing.has_read_notice(cast.dana, at=clock())


def test_what_is_clean_is_read_by_others_at_once(cast, as_user):
    ready(cast.dana, at=clock())

    as_user(cast.dana).post(NEW, post_form())

    assert POTLUCK in as_user(cast.mateo).get("/pulse/").content.decode()


def test_a_double_click_posts_once(cast, as_user):
    ready(cast.dana, at=clock())
    form = post_form()

    first, second = (as_user(cast.dana).post(NEW, form) for _click in range(2))

    assert first.url == second.url
    assert Post.objects.count() == 1


def test_what_was_typed_stays_when_something_is_missing(cast, as_user):
    ready(cast.dana, at=clock())

    page = as_user(cast.dana).post(NEW, post_form(body="", title="Potluck"))

    assert page.status_code == 400
    assert 'value="Potluck"' in page.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize("body", ["a\0b", "a\u202eb", "\ud800", "x" * 20_000])
def test_text_that_cannot_be_kept_is_refused_at_the_field(cast, as_user, body):
    ready(cast.dana, at=clock())
    data = "&".join(f"{name}={value}" for name, value in post_form(body="").items()).encode()

    sent = as_user(cast.dana).generic(
        "POST", NEW, data + body.encode("utf-8", "surrogatepass"), content_type="application/x-www-form-urlencoded"
    )

    assert sent.status_code == 400
    assert not Post.objects.exists()


@pytest.mark.clause("B.1.e/1")
def test_ones_own_telephone_warns_and_may_be_published(cast, as_user):
    ready(cast.dana, at=clock())
    form = post_form(body="Call me: 617-555-0134, Dana.")

    warned = as_user(cast.dana).post(NEW, form)
    nothing = Post.objects.exists()
    sent = as_user(cast.dana).post(NEW, form | {"seen": warned.context["seen"]})

    assert (warned.status_code, nothing) == (200, False)
    assert "personal information of your own" in warned.content.decode()
    assert sent.status_code == 302 and Post.objects.get().state == State.PUBLISHED


def test_a_warning_about_one_text_lets_no_other_through(cast, as_user):
    ready(cast.dana, at=clock())
    form = post_form(body="Call me: 617-555-0134, Dana.")
    seen = as_user(cast.dana).post(NEW, form).context["seen"]

    again = as_user(cast.dana).post(NEW, form | {"body": "Or call 617-555-0135.", "seen": seen})

    assert again.status_code == 200
    assert not Post.objects.exists()


@pytest.mark.clause("B.1.h/1")
def test_an_author_reads_that_it_may_identify_a_youth_and_never_which(cast, as_user):
    ready(cast.dana, at=clock())
    form = post_form(body="Koa Benningfield has a court date.")

    warned = as_user(cast.dana).post(NEW, form)
    told = warned.context["told"]
    sent = as_user(cast.dana).post(NEW, form | {"seen": warned.context["seen"]}, follow=True)

    assert [str(one.sentence) for one in told] == ["It may identify a youth."]
    assert Post.objects.get().state == State.HELD
    assert "It may identify a youth." in sent.content.decode() and "automatic screen" in sent.content.decode()
    assert cast.koa.jjems_number not in sent.content.decode()


@pytest.mark.clause("C.2.a")
def test_that_somebody_tries_a_text_that_may_name_a_youth_is_entered_without_the_text(cast, as_user, empty_trail):
    ready(cast.dana, at=clock())
    dana, form = as_user(cast.dana), post_form(body="Koa Benningfield has a court date.")

    for body in ("Call me: 617-555-0134, Dana.", form["body"]):
        warned = dana.post(NEW, form | {"body": body})
    dana.post(NEW, form | {"seen": warned.context["seen"]})

    event = AuditEvent.objects.get(action="pulse_screen.tried")
    assert (event.actor_id, event.facts, event.subject_id) == (str(cast.dana.public_id), {}, "pulse_compose")
    assert Post.objects.get().state == State.HELD


@pytest.mark.clause("C.2.a")
def test_the_roster_is_not_asked_name_by_name(cast, as_user, monkeypatch):
    ready(cast.dana, at=clock())
    ready(cast.mateo, at=clock())
    dana, at = as_user(cast.dana), clock()
    monkeypatch.setattr("pulse_moderation.views.composing.now", lambda: at)
    for number in range(MOST):
        assert dana.post(NEW, post_form(body=f"Koa Benningfield has court date {number}.")).status_code == 200

    answers = [dana.post(NEW, post_form(body=body)) for body in ("Koa Benningfield is here.", "Nobody is here.")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all("Wait an hour" in answer.content.decode() for answer in answers)  # a refusal tells nothing
    assert answers[1].context["form"]["body"].value() == "Nobody is here."
    assert not Post.objects.exists()
    assert as_user(cast.mateo).post(NEW, post_form()).status_code == 302
    at += WITHIN
    assert dana.post(NEW, post_form()).status_code == 302


def test_shadows_and_suspicions_are_told_to_nobody():
    found = [("S-PROF", "B.1.i.i", Mode.SHADOW, Severity.HOLD), ("S-PROF", "B.1.i.i", Mode.SUSPECT, Severity.CRITICAL)]

    assert told_of(found) == []


def test_a_picture_is_no_accusation():
    (told,) = told_of([("S-IMG", "B.1.i.iii", Mode.HOLD, Severity.HOLD)])

    assert told.sentence == "It holds a picture, and a person looks at each picture first."


def test_the_same_sentence_stands_once_and_what_waits_comes_first():
    own = ("S-PII-OWN", "B.1.e", Mode.CAUTION, Severity.CAUTION)
    found = [own, *[("S-YOUTH", "C.2.a", Mode.HOLD, Severity.CRITICAL)] * 2]

    assert [(one.clause, one.waits) for one in told_of(found)] == [("C.2.a", True), ("B.1.e", False)]


def test_a_private_message_is_read_by_whom_it_goes_to_alone(cast, as_user):
    ready(cast.dana, at=clock())
    form = post_form(body="Just between us.", kind="message", recipients="Mateo Rivard")

    as_user(cast.dana).post(NEW, form)
    post = Post.objects.get()

    page = reverse("pulse_post", args=[post.public_id])
    assert "Just between us." in as_user(cast.mateo).get("/pulse/?show=messages").content.decode()
    assert as_user(cast.mateo).get(page).status_code == 200
    for other in (cast.juniper, cast.lucinda, cast.ines):
        assert as_user(other).get(page).status_code == 404
        assert "Just between us." not in as_user(other).get("/pulse/").content.decode()


def test_a_private_message_to_nobody_is_refused(cast, as_user):
    ready(cast.dana, at=clock())
    for recipients in ("", "Dana Okafor-Lane", "Nobody Known"):
        sent = as_user(cast.dana).post(NEW, post_form(kind="message", recipients=recipients))

        assert (sent.status_code, "recipients" in sent.context["form"].errors) == (400, True)
    assert not Post.objects.exists()


def test_pictures_stay_with_the_form_through_a_warning(cast, as_user, vault):
    ready(cast.dana, at=clock())
    dana, form = as_user(cast.dana), post_form()

    warned = dana.post(NEW, form | {"files": upload()})
    token = warned.context["pictures"][0][0]
    sent = dana.post(NEW, form | {"picture": token, "seen": warned.context["seen"]}, follow=True)

    assert warned.status_code == 201
    post = Post.objects.get()
    assert (post.has_image, post.state, post.current.attachments.count()) == (True, State.HELD, 1)
    shown = dana.get(sent.context["pictures"][0]["url"])
    assert shown.status_code == 200 and shown["Content-Type"].startswith("image/")
    assert as_user(cast.mateo).get(sent.context["pictures"][0]["url"]).status_code == 404


def test_a_picture_of_somebody_else_is_not_attached(cast, as_user, vault):
    ready(cast.dana, at=clock())
    ready(cast.mateo, at=clock())
    token = as_user(cast.dana).post(NEW, post_form() | {"files": upload()}).context["pictures"][0][0]

    as_user(cast.mateo).post(NEW, post_form(picture=token))

    assert Post.objects.get(author=cast.mateo).current.attachments.count() == 0


def test_what_is_no_picture_is_refused_at_the_field(cast, as_user, vault):
    ready(cast.dana, at=clock())

    sent = as_user(cast.dana).post(NEW, post_form() | {"files": SimpleUploadedFile("a.png", b"<script>")})

    assert (sent.status_code, "files" in sent.context["form"].errors) == (400, True)


@pytest.mark.clause("B.1.c/1")
def test_whoever_was_suspended_while_the_form_was_open_posts_nothing(cast, as_user):
    ready(cast.dana, at=clock())
    dana = as_user(cast.dana)
    dana.get(NEW)
    privileges.act(cast.dana, kind="suspension", reason="Spam.", actor=cast.lucinda, at=clock())

    sent = dana.post(NEW, post_form())

    assert (sent.status_code, Post.objects.count()) == (403, 0)


def test_the_service_refuses_too(cast, now):
    person = User.objects.get(pk=pulse.with_access(cast.dana).pk)

    with pytest.raises(NotAllowed):
        composing.publish(person, form_key=None, body=POTLUCK, at=now)
