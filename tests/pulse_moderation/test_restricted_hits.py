"""What is for Legal alone (S-CONF; C.2.g, B.3.a; domain 8): to everybody else the post is held, and no more."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from audit.sentences import sentence
from audit.services import events_about
from notifications.models import Notice
from policy.calendar import local_day
from pulse_moderation.choices import HitOutcome
from pulse_moderation.models import Hit, RecordsEntry, Redaction, ScreenRule
from pulse_moderation.services import composing, figures, queue, records, replays, rule_pages, search
from pulse_moderation.services.records import Wanted
from pulse_moderation.services.screening import screen_posts
from pulse_moderation.states import State
from tests.factories import pulse
from tests.queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C.2.g"), pytest.mark.clause("B.3.a")]
TEXT = "Does anybody know why there is an investigation about {}?"
LINK = " See https://www.instagram.com/demo_dana"
TELLING = ("S-CONF", "C.2.g", "B.3.a", "Confidential investigation")


@pytest.fixture
def post(cast, now):
    return asked(cast, now)


def asked(cast, now, more=""):
    post = pulse.written(cast.dana, TEXT.format(cast.mateo.full_name) + more, at=now)
    screen_posts([post.pk], at=now)
    post.refresh_from_db()
    return post


def test_the_post_is_held_like_any_other(cast, post):
    hit = Hit.objects.get()

    assert (hit.is_restricted, hit.rule.code, post.state) == (True, "S-CONF", State.HELD)
    item = post.items.get()
    assert (item.severity, [one["why"] for one in item.addends]) == ("hold", ["severity_hold"])
    assert not Notice.objects.filter(recipient=cast.lucinda).exists()


def test_who_moderates_reads_of_a_general_rule_and_legal_of_the_one_it_is(cast, post, as_user):
    for person in (cast.lucinda, cast.bram):
        page = as_user(person).get(post.get_absolute_url())
        text = page.content.decode()
        assert "Held under a general rule" in text and "No rule found anything" not in text
        assert not page.context["reasons"] and not page.context["suggested"]
        assert [piece.kind for piece in page.context["pieces"]] == [""]
        assert "S-CONF" not in text and "Confidential investigation" not in text

    page = as_user(cast.priya).get(post.get_absolute_url())
    assert "S-CONF" in page.content.decode() and "Held under a general rule" not in page.content.decode()


def test_beside_another_rule_that_holds_nothing_is_said_of_it(cast, now, as_user):
    post = asked(cast, now, LINK)
    assert set(Hit.objects.values_list("rule__code", "is_restricted")) == {("S-CONF", True), ("S-LINK", False)}

    page = as_user(cast.lucinda).get(post.get_absolute_url())

    assert [row["rule"].code for row in page.context["reasons"]] == ["S-LINK"]
    assert "Held under a general rule" not in page.content.decode()


def test_a_moderator_decides_about_it_like_about_any_other(cast, post, as_user):
    sent = {"version": post.version, "kind": "approve"}

    assert as_user(cast.lucinda).post(reverse("post_decide", args=[post.public_id]), sent).status_code == 302

    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    assert Notice.objects.filter(recipient=cast.dana, kind="pulse.decision").exists()


def test_no_list_and_no_filter_knows_of_it(cast, post, now, as_user):
    moderator = as_user(cast.lucinda)

    assert not queue.narrowed(cast.lucinda, {"rule": "S-CONF"}, at=now).exists()
    assert not queue.narrowed(cast.lucinda, {"clause": "C.2.g"}, at=now).exists()
    assert queue.narrowed(cast.lucinda, {"severity": "hold"}, at=now).exists()
    assert not search.found(cast.ines, {"clause": "C.2.g"}, at=now).exists()
    assert search.found(cast.ines, {}, at=now).exists()
    rows = moderator.get(reverse("queue")).context["rows"]
    assert [(row["clauses"], row["severity"]["kind"]) for row in rows] == [([], "hold")]


def test_no_figure_and_no_page_of_a_rule_counts_it(cast, post, now, as_user):
    Hit.objects.update(outcome=HitOutcome.FALSE_ALARM)
    rule = ScreenRule.objects.get(code="S-CONF")

    assert figures.by_rule(now - timedelta(days=1), now + timedelta(days=1)) == []
    assert rule_pages.figures(now) == {}
    assert rule_pages.false_hits(rule, masked=(), reader=cast.lucinda) == []
    assert (
        cast.mateo.full_name
        not in as_user(cast.lucinda).get(reverse("rule_detail", args=[rule.public_id])).content.decode()
    )


def test_a_run_over_stored_posts_finds_none_of_it(cast, post, now):
    rule = ScreenRule.objects.get(code="S-CONF")

    replay = replays.start(rule, draft={"severity": "hold"}, days=30, actor=cast.lucinda, at=now)
    for part in replay.parts.all():
        replays.run(part.pk, now=lambda: now)

    replay.refresh_from_db()
    assert (replay.done, replay.caught, replay.finds.count()) == (1, 0, 0)


def test_its_author_reads_that_it_waits_and_nothing_of_why(cast, post, as_user):
    assert composing.told_of(post.current) == []
    page = as_user(cast.dana).get(post.get_absolute_url()).content.decode()
    assert not [word for word in TELLING if word in page]
    assert Notice.objects.get(recipient=cast.dana).title == "Your post on Pulse waits for a moderator"


def test_the_trail_does_not_say_it(post):
    said = " ".join(f"{sentence(event)} {event.clause} {event.facts}" for event in events_about(post))

    assert "held" in said.lower()
    assert not [word for word in TELLING if word in said]


def test_a_request_for_records_is_proposed_nothing_by_it(cast, post, now, as_user):
    today = local_day(now)
    request = records.draw(Wanted("Ada Reader", today, today, today), form_key=uuid.uuid4(), actor=cast.bram, at=now)

    entry = RecordsEntry.objects.get(request=request)
    assert (entry.exemption, entry.is_sensitive) == ("", False)
    assert not Redaction.objects.exists()


def test_a_page_asks_as_much_with_it_as_without(cast, post, now, as_user):
    moderator = as_user(cast.lucinda)
    other = pulse.held(pulse.written(cast.mateo, at=now), at=now)
    without = queries_of(moderator, other.get_absolute_url())

    assert len(queries_of(moderator, post.get_absolute_url())) == len(without)
