"""A draft of a rule runs over stored posts: what it finds, that nothing else changes, and that nothing is counted twice."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from pulse_moderation.choices import Found
from pulse_moderation.models import Post, Replay, ReplayFind, ReplayPart
from pulse_moderation.rules.rulebook import may_replay, may_use
from pulse_moderation.screening.rules import Kind, Mode, RuleRefused
from pulse_moderation.services import deciding, replayed, replays, rule_pages
from pulse_moderation.services.deciding import Grounds
from tests.factories import pulse
from tests.pulse_moderation.desk import rule, waiting
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db


def a_rule(at, **fields):
    return rule("S-TEST", at=at, **{"terms": ["harbor"], "mode": Mode.SHADOW} | fields)


def started(found, cast, at, *, days=30, by=None, **draft):
    return replays.start(found, draft=draft, days=days, actor=by or cast.lucinda, at=at)


def run(replay, at):
    for part in replay.parts.all():
        replays.run(part.pk, now=lambda: at)
    replay.refresh_from_db()
    return replay


def shown(author, body, *, at):
    return pulse.published(pulse.written(author, body, at=at), at=at)


def everything():
    """What stands in every table but those of runs and of the trail."""
    models = [model for model in apps.get_models() if model not in (Replay, ReplayPart, ReplayFind)]
    tables = [model._meta.db_table for model in models if model._meta.managed and model._meta.app_label != "audit"]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT md5(string_agg(t::text, '/' ORDER BY t::text)) FROM {connection.ops.quote_name(table)} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_it_says_what_would_be_found_newly_and_what_moderators_had_cleared(cast, now):
    new = shown(cast.dana, "Boats in the harbor at noon.", at=now)
    again = waiting(cast.dana, at=now)
    fine = waiting(cast.mateo, at=now)
    deciding.decide(fine, kind="approve", actor=cast.lucinda, at=now, version=fine.version, grounds=Grounds())
    shown(cast.dana, "Nothing of it here.", at=now)

    replay = run(started(a_rule(now), cast, now, mode=Mode.HOLD), now)

    assert (replay.total, replay.done, replay.caught, replay.newly, replay.cleared, replay.again) == (4, 4, 3, 1, 1, 1)
    assert replay.finished_at == now
    assert {(find.revision.post_id, find.kind) for find in replay.finds.all()} == {
        (new.pk, Found.NEWLY), (again.pk, Found.AGAIN), (fine.pk, Found.CLEARED),
    }  # fmt: skip
    find = replay.finds.get(kind=Found.NEWLY)
    assert new.current.text[find.start : find.end] == "harbor" and "harbor" in find.excerpt


def test_a_run_changes_nothing_but_its_own_rows(cast, now):
    shown(cast.dana, "Boats in the harbor, cell 617-555-0142.", at=now)
    waiting(cast.mateo, at=now)
    found = a_rule(now)
    before = everything()

    run(started(found, cast, now, mode=Mode.HOLD), now)

    assert everything() == before


def test_only_the_last_text_of_what_was_received_in_those_days_is_looked_at(cast, now):
    shown(cast.dana, "The harbor, long ago.", at=now - timedelta(days=31))
    shown(cast.dana, "The harbor, of late.", at=now - timedelta(days=29))

    assert run(started(a_rule(now), cast, now), now).caught == 1


def test_the_draft_is_run_and_not_the_rule_as_it_stands(cast, now):
    shown(cast.dana, "Boats in the harbor, and a lighthouse.", at=now)
    found = a_rule(now)

    assert run(started(found, cast, now, terms=["windmill"]), now).caught == 0
    assert run(started(found, cast, now, terms=["lighthouse"]), now).caught == 1
    assert run(started(found, cast, now, exceptions=["the harbor"]), now).caught == 0
    assert found.versions.count() == 1


def test_a_worker_that_died_is_followed_by_another_that_counts_nothing_twice(cast, now, monkeypatch):
    monkeypatch.setattr(replays, "CHUNK", 2)
    for number in range(9):
        shown(cast.dana, f"Harbor number {number}.", at=now)
    replay = started(a_rule(now), cast, now)
    for part in replay.parts.all():
        next(replays.chunks(part.pk, now=lambda: now))  # and there the worker dies
    replay.refresh_from_db()
    assert (replay.done, replay.finished_at) == (4, None)

    assert replays.go_on(now + timedelta(minutes=1)) == 0
    replays.go_on(now + timedelta(minutes=3))

    replay.refresh_from_db()
    assert (replay.done, replay.caught, replay.finds.count()) == (9, 9, 9)
    assert replay.finished_at == now + timedelta(minutes=3)
    assert replays.go_on(now + timedelta(days=1)) == 0


def test_of_many_finds_a_few_are_kept_and_all_are_counted(cast, now, monkeypatch):
    monkeypatch.setattr(replays, "MOST_KEPT", 1)
    for number in range(5):
        shown(cast.dana, f"Harbor number {number}.", at=now)

    replay = run(started(a_rule(now), cast, now), now)

    assert (replay.caught, replay.newly, replay.finds.count()) == (5, 5, 2)


def test_of_a_private_message_nothing_is_shown(cast, now):
    post = pulse.written(cast.dana, "Meet me at the harbor.", at=now, kind="message", recipients=[cast.mateo])
    pulse.published(post, at=now)

    replay = run(started(a_rule(now), cast, now), now)

    assert [find.excerpt for find in replay.finds.all()] == [""]


def test_the_same_draft_sent_twice_is_one_run_and_another_waits(cast, now):
    shown(cast.dana, "Boats.", at=now)
    found = a_rule(now)
    replay = started(found, cast, now)

    assert started(found, cast, now) == replay
    with pytest.raises(NotAllowed, match="is being run"):
        started(found, cast, now, terms=["windmill"])
    run(replay, now)
    assert started(found, cast, now, terms=["windmill"]) != replay


def test_where_nothing_is_stored_a_run_is_done_at_once(cast, now):
    assert not Post.objects.exists()

    replay = started(a_rule(now), cast, now)

    assert (replay.total, replay.finished_at, replay.parts.count()) == (0, now, 0)


def test_a_pattern_is_run_by_an_administrator_and_one_that_could_hang_by_nobody(cast, now):
    found = a_rule(now, kind=Kind.PATTERN, terms=["sale[0-9]+"])

    with pytest.raises(NotAllowed):
        started(found, cast, now)
    with pytest.raises(RuleRefused):
        started(found, cast, now, by=cast.bram, terms=["("])
    assert started(found, cast, now, by=cast.bram)
    assert not may_replay(cast.dana, Kind.WORDS, None) and may_replay(cast.lucinda, Kind.WORDS, None)


def test_doing_more_needs_a_run_of_the_same_content(cast, now):
    shown(cast.dana, "Boats in the harbor.", at=now)
    found = a_rule(now)
    replay = started(found, cast, now, mode=Mode.HOLD, terms=["harbor", "boats"])
    with pytest.raises(NotAllowed, match="when the run is done"):
        replayed.use(replay, actor=cast.lucinda, at=now, note="")
    run(replay, now)

    with pytest.raises(NotAllowed, match="First run it"):
        rule_pages.change(found, actor=cast.lucinda, at=now, note="", mode=Mode.HOLD)
    with pytest.raises(NotAllowed):
        replayed.use(replay, actor=cast.dana, at=now, note="")
    version = replayed.use(replay, actor=cast.lucinda, at=now, note="So")

    assert (version.number, version.mode, version.terms) == (2, Mode.HOLD, ["harbor", "boats"])
    assert not may_use(cast.lucinda, replay, kind=Kind.WORDS, newest=2)


def test_a_word_that_cannot_be_looked_for_begins_no_run(cast, now):
    shown(cast.dana, "Boats.", at=now)
    found = a_rule(now)

    with pytest.raises(RuleRefused, match="f\\*ck"):
        started(found, cast, now, terms=["f*ck"])

    assert not Replay.objects.exists()
    assert started(found, cast, now)


def test_a_run_that_fails_is_ended_and_keeps_no_other_from_its_turn(cast, now):
    shown(cast.dana, "Boats in the harbor.", at=now)
    broken, sound = a_rule(now), rule("S-OTHER", at=now, terms=["boats"], mode=Mode.SHADOW)
    failing, going = started(broken, cast, now), started(sound, cast, now)
    Replay.objects.filter(pk=failing.pk).update(terms=["f*ck"])

    replays.go_on(now + timedelta(minutes=3))

    failing.refresh_from_db(), going.refresh_from_db()
    assert (failing.has_failed, failing.caught, going.has_failed, going.caught) == (True, 0, False, 1)
    assert failing.finished_at == now + timedelta(minutes=3)
    assert not may_use(cast.lucinda, failing, kind=Kind.WORDS, newest=1)
    assert started(broken, cast, now + timedelta(minutes=4), terms=["windmill"])


class TestWhatCounts:
    """Which runs let a rule do more: of that very content, of late, to the end, since it changed, over some posts."""

    @pytest.fixture
    def found(self, cast, now):
        shown(cast.dana, "Boats in the harbor.", at=now - timedelta(days=3))
        return a_rule(now)

    def promoted(self, found, cast, at, **fields):
        return rule_pages.change(found, actor=cast.lucinda, at=at, note="", mode=Mode.HOLD, **fields)

    def test_a_run_of_late_does(self, cast, found, now):
        run(started(found, cast, now), now)

        assert self.promoted(found, cast, now + timedelta(days=29)).mode == Mode.HOLD

    def test_an_old_one_does_not(self, cast, found, now):
        run(started(found, cast, now), now)

        with pytest.raises(NotAllowed, match="First run it"):
            self.promoted(found, cast, now + timedelta(days=31))

    def test_one_of_other_content_does_not(self, cast, found, now):
        run(started(found, cast, now, terms=["lighthouse"]), now)

        with pytest.raises(NotAllowed, match="First run it"):
            self.promoted(found, cast, now)

    def test_one_before_the_rule_was_changed_does_not(self, cast, found, now):
        run(started(found, cast, now), now)
        rule_pages.change(found, actor=cast.lucinda, at=now, note="", terms=["lighthouse"])
        rule_pages.change(found, actor=cast.lucinda, at=now, note="", terms=["harbor"])

        with pytest.raises(NotAllowed, match="First run it"):
            self.promoted(found, cast, now)

    def test_one_over_no_posts_does_not_while_there_are_some(self, cast, found, now):
        assert started(found, cast, now, days=1).total == 0

        with pytest.raises(NotAllowed, match="First run it"):
            self.promoted(found, cast, now)

    def test_one_over_no_posts_does_where_there_are_none(self, cast, now):
        found = a_rule(now)
        assert started(found, cast, now).total == 0

        assert self.promoted(found, cast, now).mode == Mode.HOLD

    def test_one_that_failed_does_not(self, cast, found, now):
        replay = run(started(found, cast, now), now)
        Replay.objects.filter(pk=replay.pk).update(has_failed=True)

        with pytest.raises(NotAllowed, match="First run it"):
            self.promoted(found, cast, now)


def test_the_same_text_again_is_found_as_screening_finds_it(cast, now):
    for hours in (3, 2, 1):
        shown(cast.dana, "Come to the picnic by the lake, all of you.", at=now - timedelta(hours=hours))
    found = rule("S-SPAM", at=now)

    assert run(started(found, cast, now), now).caught >= 1
