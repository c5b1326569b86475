"""What hangs on a text, who wrote it and what was said of it before: each can hold it (B.1.b, B.1.c, B.1.h, C.2)."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.services import keep
from policy.models import Clause
from pulse_moderation.choices import DecisionKind, FlagOutcome, Origin, Privilege
from pulse_moderation.models import ConfidentialHit, Hit, Post
from pulse_moderation.screening.rules import Mode
from pulse_moderation.services import composing, deciding, flags, privileges, receiving, replays, rule_pages, screening
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.services.incoming import Incoming, IncomingFile
from pulse_moderation.states import State
from tests.evidence import pictures
from tests.factories import investigations, pulse
from tests.pulse_moderation.desk import rule
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
PAGE = "https://www.instagram.com/demo_dana"
PDF = "application/pdf"


def screened(post, at):
    screening.screen_posts([post.pk], at=at)
    return Post.objects.get(pk=post.pk)


def with_file(url="https://x.example/a.pdf", *, at, body="The rota.", alt="", media_type=PDF, **fields):
    files = (IncomingFile(url=url, media_type=media_type, alt=alt),)
    return screened(pulse.sent(body, at=at, attachments=files, **fields), at)


def decided(post, kind, actor, at):
    why = Grounds(clauses=(Clause.objects.get(pk="B.1.b"),), reason="It links to a page of one's own.")
    return deciding.decide(post, kind=kind, actor=actor, at=at, version=post.version, grounds=why)


def barred(person, by, at):
    privileges.act(person, kind=Privilege.SUSPENSION, reason="Third time this month.", actor=by, at=at)


# Descriptions and addresses


@pytest.mark.clause("B.1.b")
@pytest.mark.parametrize("named", [{"url": PAGE}, {"alt": f"More of it at {PAGE}"}])
def test_the_address_and_the_description_of_a_file_are_screened(now, named):
    post = with_file(at=now, **named)

    hit = Hit.objects.get()
    assert (hit.rule.code, post.state) == ("S-LINK", State.LIVE_FLAGGED)
    assert hit.start > len(post.current.text)


def test_files_that_name_nothing_are_fine(now):
    files = tuple(
        IncomingFile(url=f"https://x.example/{n}.pdf", media_type=PDF, alt="THE ROTA OF JULY") for n in range(9)
    )
    post = screened(pulse.sent("The rota.", at=now, attachments=files), now)

    assert (post.state, Hit.objects.count()) == (State.PUBLISHED, 0)


def test_what_is_found_in_the_text_stays_where_it_is(now):
    body = f"See {PAGE}, all."
    alone = screened(pulse.sent(body, at=now), now)
    both = with_file(url=PAGE.replace("dana", "other"), body=body, at=now)

    places = [list(Hit.objects.filter(revision=post.current).values_list("start", "end")) for post in (alone, both)]
    assert places[1][:1] == places[0] == [(4, 4 + len(PAGE))]
    assert len(places[1]) == 2


@pytest.mark.clause("B.1.h")
def test_the_name_of_a_youth_under_a_picture_is_found(cast, now):
    post = with_file(alt=f"Drawn by {cast.koa.first.reveal()} {cast.koa.last.reveal()}", media_type="image/png", at=now)

    assert set(Hit.objects.values_list("rule__code", flat=True)) == {"S-IMG", "S-REL", "S-YOUTH"}
    assert Hit.objects.filter(rule__code="S-IMG").count() == 1
    assert post.items.get().severity == "critical"


def test_the_desk_says_that_it_stands_in_a_file(cast, now, as_user):
    post = with_file(url=PAGE, at=now)

    page = as_user(cast.lucinda).get(post.get_absolute_url())

    assert f"{PAGE} (in the description or address of a picture or file)" in page.content.decode()
    for name in ("queue", "confidential_hit_list"):
        assert as_user(cast.priya if "hit" in name else cast.lucinda).get(reverse(name)).status_code == 200
    assert rule_pages.phrase_of(Hit.objects.get()).endswith(PAGE)


@pytest.mark.clause("B.3.a")
def test_an_account_of_an_investigation_in_an_address_is_seen_by_legal_alone(cast, now, as_user):
    leave = investigations.active(cast.leona, cast.koa, at=now)
    investigations.profile_in_use(leave, at=now, handle="demo_quiet_heron")
    post = with_file(alt="A drawing by demo_quiet_heron", at=now)

    assert (post.state, Hit.objects.count()) == (State.PUBLISHED, 0)
    with acting_as(cast.priya):
        assert ConfidentialHit.objects.get().start > len(post.current.text)
    assert "demo_quiet_heron" in as_user(cast.priya).get(reverse("confidential_hit_list")).content.decode()


def test_a_run_over_stored_posts_reads_them_too(cast, now):
    with_file(alt="Boats in the harbor", at=now)
    found = rule("HARBOR", at=now, terms=("harbor",), mode=Mode.SHADOW)
    replay = replays.start(found, draft={"mode": Mode.HOLD}, days=30, actor=cast.lucinda, at=now + HOUR)
    for part in replay.parts.all():
        replays.run(part.pk, now=lambda: now)

    replay.refresh_from_db()
    assert (replay.caught, replay.newly) == (1, 1)


# Who wrote it


@pytest.mark.clause("B.1.c")
def test_what_a_barred_person_posts_elsewhere_waits(cast, now):
    barred(cast.dana, cast.lucinda, now)

    assert screened(pulse.sent(at=now, author=cast.dana), now).state == State.LIVE_FLAGGED
    assert screened(pulse.sent(at=now, author=cast.mateo), now).state == State.PUBLISHED


def test_restored_they_are_heard_again(cast, now):
    barred(cast.dana, cast.lucinda, now)
    privileges.act(cast.dana, kind=Privilege.RESTORATION, reason="It is over.", actor=cast.lucinda, at=now + HOUR)

    assert screened(pulse.sent(at=now, author=cast.dana), now + HOUR).state == State.PUBLISHED
    assert privileges.barred_among({cast.dana.pk, None}, now) == set()


def test_who_is_barred_and_what_hangs_on_texts_is_asked_once_for_all(cast, now):
    def queries(many):
        file = IncomingFile(url="https://x.example/a.pdf", media_type=PDF)
        posts = [pulse.sent(f"Text {many} {n}", at=now, author=cast.dana, attachments=(file,)).pk for n in range(many)]
        with CaptureQueriesContext(connection) as captured:
            screening.screen_posts(posts, at=now)
        return len(captured)

    queries(1)  # what is learned once
    assert queries(2) == queries(20)


# What was said of it before


@pytest.mark.clause("B.1.a")
def test_what_was_returned_is_held_when_it_is_sent_again_unchanged(cast, now):
    post = pulse.held(pulse.written(cast.dana, "The rota.", at=now), at=now)
    decided(post, DecisionKind.RETURN, cast.lucinda, now)

    again = receiving.revise_own(Post.objects.get(pk=post.pk), actor=cast.dana, at=now + HOUR, body="The rota.")
    assert screened(again, now + HOUR).state == State.HELD


def test_changed_or_when_the_return_was_undone_or_overruled_it_is_shown(cast, now):
    def sent_again(text, *later, body=None):
        post = pulse.held(pulse.written(cast.dana, text, at=now), at=now)
        returned = decided(post, DecisionKind.RETURN, cast.lucinda, now)
        for act in later:
            if act == "undo":
                deciding.undo(returned, actor=cast.lucinda, at=now)
            else:
                decided(Post.objects.get(pk=post.pk), act, cast.bram, now + HOUR)
        post = receiving.revise_own(Post.objects.get(pk=post.pk), actor=cast.dana, at=now + HOUR, body=body or text)
        return screened(post, now + HOUR).state

    assert sent_again("The rota.", body="The rota, mended.") == State.PUBLISHED
    assert sent_again("The menu.", "undo") == State.PUBLISHED
    assert sent_again("The list.", "undo", DecisionKind.APPROVE) == State.PUBLISHED
    assert sent_again("The plan.") == State.HELD


def test_a_text_that_was_removed_and_comes_back_after_another_one_is_held(cast, now):
    post = pulse.published(pulse.written(cast.dana, "The rota.", at=now), at=now)
    first = decided(post, DecisionKind.REMOVE, cast.lucinda, now)
    deciding.undo(first, actor=cast.lucinda, at=now)
    for body, kind in (("Worse.", DecisionKind.REMOVE), ("Worse.", None), ("The rota.", None)):
        post = Post.objects.get(pk=post.pk)
        if post.state == State.REMOVED:
            deciding.decide(post, kind=DecisionKind.RESTORE, actor=cast.bram, at=now, version=post.version)
            post = Post.objects.get(pk=post.pk)
        post = screened(receiving.revise_own(post, actor=cast.dana, at=now, body=body), now)
        if kind:
            decided(post, kind, cast.lucinda, now)

    assert post.state == State.PUBLISHED  # the removal of this very text was undone


# Reviewed, fine


def _flagged(post, by, at):
    return flags.flag(
        Post.objects.get(pk=post.pk), by=by, form_key=uuid.uuid4(), clause=None, comment="", at=at
    ).outcome


def test_a_picture_that_is_new_is_not_what_was_reviewed(cast, now):
    post = with_file("https://x.example/a.png", media_type="image/png", at=now)
    decided(post, DecisionKind.APPROVE, cast.lucinda, now)
    assert _flagged(post, cast.dana, now) == FlagOutcome.ALREADY_SEEN

    other = (IncomingFile(url="https://x.example/b.png", media_type="image/png"),)
    edit = Incoming(post.external_id, now, "2", body="The rota.", attachments=other)
    receiving.receive_many([edit], source=post.source, origin=Origin.API, at=now)
    assert _flagged(post, cast.mateo, now) == FlagOutcome.OPEN


def test_a_kept_picture_counts_by_what_it_is(cast, now):
    def kept():
        return keep(pictures.screenshot(), name="a.png", most_bytes=1 << 20, actor=cast.dana, at=now)

    post = pulse.held(pulse.written(cast.dana, "The rota.", attachments=composing.attached([kept()]), at=now), at=now)
    decided(post, DecisionKind.APPROVE, cast.lucinda, now)
    revise = {"actor": cast.dana, "at": now, "body": "The rota."}
    post = receiving.revise_own(Post.objects.get(pk=post.pk), attachments=composing.attached([kept()]), **revise)
    assert _flagged(pulse.published(post, at=now), cast.mateo, now) == FlagOutcome.ALREADY_SEEN

    post = receiving.revise_own(Post.objects.get(pk=post.pk), attachments=(), **revise)
    assert _flagged(pulse.published(post, at=now), cast.mateo, now) == FlagOutcome.OPEN
