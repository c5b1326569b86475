"""Reporting a post: a dated, numbered receipt, enough flags hold it, and nobody learns who reported."""

import uuid

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from audit.models import AuditEvent
from notifications.models import Mail, Notice
from policy.models import Clause
from policy.services import change_setting
from pulse_moderation.choices import DecisionKind, FlagOutcome, Origin
from pulse_moderation.models import Flag, Item, Post
from pulse_moderation.services import deciding, flags, privileges
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.people import flag_form, ready
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
ELSEWHERE = "/pulse/report/"


@pytest.fixture
def post(cast):
    return pulse.published(pulse.written(cast.dana, "So loud in here.", at=clock()), at=clock())


def flagged(post, by, clause="B.1.i.i", comment="", form_key=None):
    clause = Clause.objects.get(pk=clause) if clause else None
    return flags.flag(post, by=by, form_key=form_key or uuid.uuid4(), clause=clause, comment=comment, at=clock())


def decided(post, kind, cast):
    post.refresh_from_db()
    return deciding.decide(
        post, kind=kind, actor=cast.lucinda, at=clock(), version=post.version,
        grounds=deciding.Grounds(clauses=(Clause.objects.get(pk="B.1.i.i"),), reason="Profanity."),
    )  # fmt: skip


def address(post):
    return reverse("flag_new", args=[post.public_id])


def test_the_receipt_is_dated_numbered_and_ones_own(cast, as_user, post):
    page = as_user(cast.mateo).post(address(post), flag_form(comment="It is rude."), follow=True)

    made = Flag.objects.get()
    assert made.number in page.content.decode() and "It is rude." in page.content.decode()
    assert (made.by, made.clause_id, made.outcome) == (cast.mateo, "B.1.i.i", FlagOutcome.OPEN)
    assert made.number in as_user(cast.mateo).get("/pulse/reported/").content.decode()
    for other in (cast.dana, cast.juniper, cast.lucinda, cast.bram):
        assert as_user(other).get(made.get_absolute_url()).status_code == 404
        assert made.number not in as_user(other).get("/pulse/reported/").content.decode()


def test_one_flag_brings_it_before_a_moderator_and_leaves_it_shown(cast, post):
    flagged(post, cast.mateo)
    post.refresh_from_db()

    assert post.state == State.PUBLISHED
    assert Item.objects.get(post=post).closed_at is None


def test_enough_flags_hold_it(cast, post):
    flagged(post, cast.mateo)
    flagged(post, cast.juniper)
    post.refresh_from_db()

    assert post.state == State.HELD
    assert Item.objects.filter(post=post).count() == 1


def test_how_many_are_enough_is_a_setting(cast, post):
    change_setting("pulse_flags_to_hold", 1, reason="A quiet year.", actor=cast.bram, at=clock())

    flagged(post, cast.mateo)
    post.refresh_from_db()

    assert post.state == State.HELD


def test_one_person_counts_once(cast, post):
    flagged(post, cast.mateo)

    with pytest.raises(NotAllowed):
        flagged(post, cast.mateo)

    post.refresh_from_db()
    assert (post.state, Flag.objects.count()) == (State.PUBLISHED, 1)


def test_a_double_click_reports_once_and_a_second_report_says_so(cast, as_user, post):
    mateo, form = as_user(cast.mateo), flag_form()

    first, second = (mateo.post(address(post), form) for _click in range(2))
    another = mateo.post(address(post), flag_form())

    assert first.url == second.url
    assert (another.status_code, Flag.objects.count()) == (400, 1)
    assert Flag.objects.get().number in another.content.decode()


def test_the_key_of_somebody_elses_form_is_no_key(cast, post):
    key = uuid.uuid4()

    first, second = flagged(post, cast.mateo, form_key=key), flagged(post, cast.juniper, form_key=key)

    assert (first.by, second.by) == (cast.mateo, cast.juniper)


def test_ones_own_post_is_not_reported(cast, as_user, post):
    sent = as_user(cast.dana).post(address(post), flag_form())

    assert (sent.status_code, Flag.objects.count()) == (400, 0)


def test_what_one_cannot_read_cannot_be_reported(cast, as_user):
    hidden = pulse.held(pulse.written(cast.dana, at=clock()), at=clock())

    assert as_user(cast.mateo).get(address(hidden)).status_code == 404
    assert as_user(cast.mateo).post(address(hidden), flag_form()).status_code == 404


def test_a_text_found_fine_is_answered_at_once_until_it_changes(cast, post):
    flagged(post, cast.mateo)
    decided(post, DecisionKind.APPROVE, cast)

    quiet = [flagged(post, person) for person in (cast.juniper, cast.noor)]
    post.refresh_from_db()

    assert {one.outcome for one in quiet} == {FlagOutcome.ALREADY_SEEN}
    assert (post.state, Item.objects.filter(post=post, closed_at=None).exists()) == (State.PUBLISHED, False)


def test_the_outcome_is_told_without_a_name(cast, as_user, post):
    made = flagged(post, cast.mateo)
    decided(post, DecisionKind.REMOVE, cast)

    notice = Notice.objects.get(recipient=cast.mateo)
    page = as_user(cast.mateo).get(notice.url).content.decode()
    assert notice.url == made.get_absolute_url()
    assert "something was done about it" in page
    assert all(name not in page for name in ("Dana", "Lucinda"))


def test_neither_author_nor_trail_learns_who_reported(cast, as_user, post):
    flagged(post, cast.mateo, comment="Marker of whoever reported.")
    flagged(post, cast.juniper)
    decided(post, DecisionKind.REMOVE, cast)

    dana = as_user(cast.dana)
    pages = dana.get(reverse("pulse_post", args=[post.public_id])).content + dana.get("/pulse/mine/").content
    events = AuditEvent.objects.filter(action="pulse_post.flagged")
    assert all(word not in pages.decode() for word in ("Mateo", "Juniper", "Marker", "reported"))
    assert {(event.actor_name, event.actor_id, event.request_id) for event in events} == {("reporter", "", "")}
    assert not AuditEvent.objects.filter(actor_id=cast.mateo.public_id).exists()
    assert all("Mateo" not in mail.subject + mail.body for mail in Mail.objects.all())


def test_what_may_identify_a_youth_calls_the_moderators(cast, post):
    flagged(post, cast.mateo, clause="C.2.a")

    assert Notice.objects.filter(recipient=cast.lucinda, kind="pulse.critical").count() == 1
    assert any(one["why"] == "youth" for one in Item.objects.get(post=post).addends)


@pytest.mark.clause("B.1.c/1")
def test_whoever_lost_their_privileges_still_reports(cast, as_user, post):
    ready(cast.mateo, at=clock())
    privileges.act(cast.mateo, kind="termination", reason="Again.", actor=cast.lucinda, at=clock())

    sent = as_user(cast.mateo).post(address(post), flag_form())

    assert sent.status_code == 302
    assert Flag.objects.get().by == cast.mateo


def test_not_sure_is_an_answer_and_nothing_is_not(cast, as_user, post):
    nothing = as_user(cast.mateo).post(address(post), flag_form(clause=""))
    unknown = as_user(cast.mateo).post(address(post), flag_form(clause="B.9"))
    not_sure = as_user(cast.mateo).post(address(post), flag_form(clause="not-sure"))

    assert (nothing.status_code, unknown.status_code, not_sure.status_code) == (400, 400, 302)
    assert Flag.objects.get().clause is None


def test_what_is_not_in_the_portal_is_reported_from_a_copy(cast, as_user):
    form = flag_form(text="So damn loud.", address="https://pulse.example/posts/9", author_name="Dana O.")

    sent = as_user(cast.mateo).post(ELSEWHERE, form)
    again = as_user(cast.mateo).post(ELSEWHERE, form)

    post = Post.objects.get()
    assert (sent.status_code, again.url) == (302, sent.url)
    assert (post.origin, post.state, post.writer) == (Origin.FLAG, State.LIVE_FLAGGED, "Dana O.")
    assert post.current.urls == ["https://pulse.example/posts/9"]
    assert "So damn loud." not in as_user(cast.juniper).get("/pulse/").content.decode()
    assert as_user(cast.juniper).get(reverse("pulse_post", args=[post.public_id])).status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"address": "javascript:alert(1)"}, {"address": "pulse"}, {"text": "a\0b"}])
def test_a_copy_needs_a_text_or_an_address(cast, as_user, wrong):
    sent = as_user(cast.mateo).post(ELSEWHERE, flag_form(**wrong))

    assert (sent.status_code, Post.objects.count()) == (400, 0)


def test_the_way_to_a_report_stands_beside_it(cast, as_user, post):
    page = as_user(cast.mateo).get(address(post)).content.decode()

    assert reverse("report_start") in page
