"""What becomes of a post that was received (domain 7.6, 8; A11)."""

import datetime

import pytest
from django.apps import apps
from django.urls import reverse

from audit.services import events_about
from notifications.models import Notice
from policy.services import change_setting
from pulse_moderation.models import ConfidentialHit, Hit, RuleVersion, ScreenRule
from pulse_moderation.reference import load_rules
from pulse_moderation.rules.writing import may_write
from pulse_moderation.screening import Screen
from pulse_moderation.services import items, rulebook, watching
from pulse_moderation.services.receiving import revise_own
from pulse_moderation.services.screening import preview, screen_posts, screen_waiting
from pulse_moderation.states import State
from tests.factories import investigations, pulse
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
LINK = "See my page https://www.instagram.com/demo_dana today."
HOUR = datetime.timedelta(hours=1)


def screened(post, now):
    screen_posts([post.pk], at=now)
    post.refresh_from_db()
    return post


def test_a_clean_post_is_published_and_nobody_is_asked(cast, now):
    post = screened(pulse.written(cast.dana, at=now), now)

    assert post.state == State.PUBLISHED
    assert not post.items.exists()
    assert [event.action for event in events_about(post)] == [
        "pulse_post.received", "pulse_post.screened", "pulse_post.published",
    ]  # fmt: skip


@pytest.mark.clause("B.1.b")
def test_a_link_to_a_personal_account_is_held_and_its_author_told(cast, now):
    post = screened(pulse.written(cast.dana, LINK, at=now), now)

    hit = Hit.objects.get()
    assert post.state == State.HELD
    assert (hit.rule.code, hit.clause_id, post.current.text[hit.start : hit.end]) == (
        "S-LINK", "B.1.b", "https://www.instagram.com/demo_dana",
    )  # fmt: skip
    assert post.items.get().severity == "hold"
    assert Notice.objects.get(recipient=cast.dana).title == "Your post on Pulse waits for a moderator"


def test_what_lives_on_pulse_is_flagged_not_held(cast, now):
    post = screened(pulse.sent(LINK, at=now), now)

    assert post.state == State.LIVE_FLAGGED


def test_an_edit_is_screened_again_and_both_texts_are_kept(cast, now):
    post = screened(pulse.written(cast.dana, LINK, at=now), now)

    revise_own(post, actor=cast.dana, at=now + HOUR, body="Without the address.")
    screened(post, now + HOUR)

    assert post.state == State.PUBLISHED
    assert post.items.get().closed_at is not None
    assert [revision.body for revision in post.revisions.all()] == [LINK, "Without the address."]


def test_an_edit_of_what_is_shown_can_bring_it_before_a_moderator(cast, now):
    post = screened(pulse.written(cast.dana, at=now), now)

    revise_own(post, actor=cast.dana, at=now + HOUR, body=LINK)

    assert screened(post, now + HOUR).state == State.HELD


def test_screening_takes_up_what_was_left_and_screens_nothing_twice(cast, now):
    posts = [pulse.written(cast.dana, f"{LINK} {n}", at=now) for n in range(3)]

    assert screen_waiting(now) == 3
    assert screen_waiting(now) == 0
    assert Hit.objects.filter(revision__post__in=posts).count() == 3


@pytest.fixture
def one_that_fails(monkeypatch):
    """What the engine cannot take: any text with this word."""
    hits = Screen.hits

    def failing(self, text, *context):
        if "windmill" in text:
            raise ValueError(text)
        return hits(self, text, *context)

    monkeypatch.setattr(Screen, "hits", failing)
    return "The windmill turns."


def test_one_that_cannot_be_screened_waits_for_a_moderator_and_keeps_no_other_waiting(
    cast, now, one_that_fails, caplog
):
    before = pulse.written(cast.dana, LINK, at=now)
    bad = pulse.written(cast.dana, one_that_fails, at=now)
    live = pulse.sent(one_that_fails, at=now)
    after = pulse.written(cast.mateo, at=now)

    assert screen_waiting(now) == 4
    assert screen_waiting(now) == 0

    states = [type(post).objects.get(pk=post.pk).state for post in (before, bad, live, after)]
    assert states == [State.HELD, State.HELD, State.LIVE_FLAGGED, State.PUBLISHED]
    item = bad.items.get()
    assert items.UNSCREENED in item.addends and item.severity == "hold"
    assert item.priority == sum(one["points"] for one in item.addends)
    assert items.UNSCREENED not in before.items.get().addends
    assert not Hit.objects.filter(revision__post=bad).exists()
    assert f"Post {bad.pk} could not be screened" in caplog.text and "windmill" not in caplog.text
    assert Notice.objects.filter(recipient=cast.dana, title="Your post on Pulse waits for a moderator").count() == 2


def test_a_moderator_reads_that_it_could_not_be_screened_and_decides(cast, now, one_that_fails, as_user):
    post = screened(pulse.written(cast.dana, one_that_fails, at=now), now)
    moderator = as_user(cast.lucinda)

    page = moderator.get(post.get_absolute_url()).content.decode()

    assert "It could not be screened" in page and "No rule found anything" not in page
    moderator.post(reverse("post_decide", args=[post.public_id]), {"version": post.version, "kind": "approve"})
    post.refresh_from_db()
    assert post.state == State.PUBLISHED


def test_rules_that_cannot_be_made_ready_leave_those_before_them_in_force(cast, now, as_user, caplog):
    rulebook.screen_now()
    bram = as_user(cast.bram)
    assert rulebook.is_ready() and "As they stand" in bram.get(reverse("portal_health")).content.decode()
    rule = ScreenRule.objects.get(code="S-SPAM")
    RuleVersion.objects.create(rule=rule, number=99, mode="hold", severity="hold", terms=["f*ck"], made_at=now)

    post = screened(pulse.written(cast.dana, LINK, at=now), now)

    assert post.state == State.HELD
    assert "cannot be made ready" in caplog.text
    assert not rulebook.is_ready() and "cannot be made ready" in bram.get(reverse("portal_health")).content.decode()
    RuleVersion.objects.create(rule=rule, number=100, mode="hold", severity="hold", terms=["gronk"], made_at=now)
    assert rulebook.is_ready()


@pytest.mark.clause("B.1.e/2")
def test_an_address_of_work_is_known_by_its_domain_and_that_of_a_public_site_by_the_address_alone(cast, now):
    type(cast.leona).objects.filter(pk=cast.leona.pk).update(work_email="leona.demo@gmail.com")
    type(cast.priya).objects.filter(pk=cast.priya.pk).update(work_email="priya@provider.example")
    screen = rulebook.screen_with(RuleVersion.objects.get(rule__code="S-PII-OTHER"))

    def found(address):
        return {
            hit.rule
            for hit in screen.hits(f"{cast.mateo.full_name} moved. His new address is {address}, write to him.")
        }

    assert found("somebody@gmail.com") == {"S-PII-OTHER"}
    assert found("somebody@elsewhere.example") == {"S-PII-OTHER"}
    for address in ("leona.demo@gmail.com", "anybody@provider.example", "anybody@mass.gov"):
        assert found(address) == set(), address


def test_what_waits_too_long_moves_up_and_moderators_hear_of_it_once(cast, now):
    post = screened(pulse.written(cast.dana, LINK, at=now), now)
    due = post.items.get().due_at

    assert watching.watch(due - HOUR) == 0
    assert (watching.watch(due), watching.watch(due)) == (1, 0)

    assert {"why": "overdue", "points": 40} in post.items.get().addends
    assert Notice.objects.filter(kind="pulse.overdue").count() == 1


@pytest.mark.clause("B.1.d")
def test_the_same_text_three_times_by_one_person_is_held(cast, now):
    states = [screened(pulse.written(cast.dana, "Rake sale on Friday!", at=now), now).state for _time in range(3)]
    other = screened(pulse.written(cast.mateo, "Rake sale on Friday!", at=now), now)

    assert states == [State.PUBLISHED, State.PUBLISHED, State.HELD]
    assert other.state == State.PUBLISHED


def test_all_are_held_where_the_setting_says_so(cast, now):
    change_setting("pulse_mode", "hold_all", actor=cast.bram, at=now, reason="For a week.")

    assert screened(pulse.written(cast.dana, at=now), now).state == State.HELD


@pytest.mark.clause("P.2/1")
def test_social_media_is_used_for_work_in_three_ways_and_no_fourth(cast):
    leave = {model.__name__ for model in apps.get_models() if model.__name__.endswith("Authorization")}

    assert leave == {"SupervisionAuthorization", "InvestigationAuthorization"}
    assert may_write(pulse.with_access(cast.dana))  # the third, Pulse, takes no leave


@pytest.mark.clause("B.1.e/2")
def test_a_colleagues_number_is_held(cast, now):
    text = f"{cast.mateo.full_name} has a birthday. Call him at home, 617-555-0187."

    assert screened(pulse.written(cast.dana, text, at=now), now).state == State.HELD


@pytest.mark.clause("B.1.i.iii/1")
def test_what_is_sexually_explicit_is_held(cast, now):
    text = "Selling my camera. The last nudes I took with it came out great."

    assert screened(pulse.written(cast.dana, text, at=now), now).state == State.HELD


@pytest.mark.clause("B.1.h")
def test_the_name_of_a_youth_calls_moderators_and_stands_in_no_notice(cast, now):
    text = f"{cast.koa.first.reveal()} {cast.koa.last.reveal()} has a court date tomorrow."

    post = screened(pulse.written(cast.mateo, text, at=now), now)

    assert (post.state, post.items.get().severity) == (State.HELD, "critical")
    call = Notice.objects.get(recipient=cast.lucinda)
    assert call.is_urgent
    assert all(cast.koa.last.reveal() not in notice.title for notice in Notice.objects.all())
    assert all(cast.koa.last.reveal() not in hit.excerpt for hit in Hit.objects.all())


def test_a_rule_in_shadow_is_counted_and_holds_nothing(cast, now):
    rulebook.change(ScreenRule.objects.get(code="S-LINK"), actor=cast.lucinda, at=now, note="To see.", mode="shadow")

    post = screened(pulse.written(cast.dana, LINK, at=now), now)

    assert post.state == State.PUBLISHED
    assert Hit.objects.get().is_shadow


def test_a_suspect_is_shown_and_queued(cast, now):
    rulebook.change(ScreenRule.objects.get(code="S-LINK"), actor=cast.lucinda, at=now, note="To see.", mode="suspect")

    post = screened(pulse.written(cast.dana, LINK, at=now), now)

    assert post.state == State.PUBLISHED
    assert post.items.get().closed_at is None


def test_ones_own_number_warns_and_may_be_published(cast, now):
    text = "Call my cell, 617-555-0142, about the carpool."

    assert [hit.rule for hit in preview(cast.dana, title="", body=text, at=now)] == ["S-PII-OWN"]
    assert screened(pulse.written(cast.dana, text, at=now), now).state == State.PUBLISHED


def test_every_rule_that_ships_is_loaded_once(db):
    before = RuleVersion.objects.count()
    load_rules(using="default")

    assert RuleVersion.objects.count() == before == ScreenRule.objects.count() == 16


class TestConfidential:
    """A registered handle of an investigation: Legal alone learns of it, and nothing else changes (B.3.a, C.2.g)."""

    @pytest.fixture
    def handle(self, cast, now):
        leave = investigations.active(cast.leona, cast.koa, at=now)
        investigations.profile_in_use(leave, at=now, handle="demo_quiet_heron")
        return "demo_quiet_heron"

    def test_it_is_seen_by_legal_alone(self, cast, handle, now):
        post = screened(pulse.written(cast.dana, f"Does anybody know who {handle} is?", at=now), now)

        assert post.state == State.PUBLISHED
        assert not Hit.objects.exists()
        assert not post.items.exists()
        with acting_as(cast.priya):
            assert ConfidentialHit.objects.count() == 1
        for person in (cast.lucinda, cast.bram, cast.dana, cast.ines, cast.leona):
            with acting_as(person):
                assert not ConfidentialHit.objects.exists()
        assert not ConfidentialHit.objects.exists()
        assert Notice.objects.filter(recipient=cast.priya, kind="confidential.pulse").count() == 1
        assert not Notice.objects.filter(recipient=cast.lucinda).exists()
