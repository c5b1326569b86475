"""The pages of the screening rules: figures, versions, a text to try, phrases let through, and what is refused."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from pulse_moderation.choices import DecisionKind, HitOutcome
from pulse_moderation.models import Hit, RuleVersion, ScreenRule
from pulse_moderation.rules.rulebook import does_more, may_promote
from pulse_moderation.rules.trying import MOST as TRIES
from pulse_moderation.screening.rules import Kind, Mode
from pulse_moderation.services.deciding import decide
from tests.pulse_moderation.desk import hit, rule, waiting
from tests.queries import MOST, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


def address(found, name="rule_detail"):
    return reverse(name, args=[found.public_id])


def form(found, **changed):
    version = found.versions.first()
    plain = [one for one in version.terms if isinstance(one, str)]
    name = "patterns" if found.kind == Kind.PATTERN else "words"
    return {
        "number": version.number, "mode": version.mode, "severity": version.severity, name: "\n".join(plain),
        "exceptions": "\n".join(version.exceptions), "note": "So", "sample": "",
    } | changed  # fmt: skip


def made(cast, at, **fields):
    """A rule in shadow, which may be changed without a run."""
    ScreenRule.objects.filter(code="S-TEST").delete()
    return rule("S-TEST", at=at, **{"mode": Mode.SHADOW} | fields)


def test_each_rule_stands_there_with_its_figures(cast, now, moderator):
    waiting(cast.dana, at=now)
    Hit.objects.update(outcome=HitOutcome.FALSE_ALARM, found_at=now.now(now.tzinfo))
    found = ScreenRule.objects.get(code="S-PROF")

    page = moderator.get(reverse("rule_list")).content.decode()

    assert address(found) in page and "0%" in page
    assert "of 1 decided" in moderator.get(address(found)).content.decode()


def test_a_list_of_rules_asks_as_much_for_one_as_for_many(cast, now, moderator):
    made(cast, now)
    one = queries_of(moderator, reverse("rule_list"))
    for number in range(20):
        rule(f"S-X{number}", at=now)

    assert len(queries_of(moderator, reverse("rule_list"))) == len(one) <= MOST


def test_words_and_exceptions_make_the_next_version(cast, now, moderator):
    found = made(cast, now)

    answer = moderator.post(address(found), form(found, words="damn\ndarn\n\ndamn", exceptions="darn socks"))

    assert answer.status_code == 302
    version = found.versions.first()
    assert (version.number, version.terms, version.exceptions) == (2, ["damn", "darn"], ["darn socks"])
    assert version.made_by == cast.lucinda and found.versions.count() == 2


def test_groups_of_words_keep_what_is_said_of_them(cast, now, moderator):
    found = made(cast, now, terms=[{"words": ["vodka"], "severity": "info", "inflect": True}, "beer"])

    moderator.post(address(found), form(found, group_0="vodka\nrum", words="beer"))

    assert found.versions.first().terms == [{"words": ["vodka", "rum"], "severity": "info", "inflect": True}, "beer"]


def test_a_text_is_tried_and_nothing_changes(cast, now, moderator):
    found = made(cast, now)

    page = moderator.post(address(found, "rule_test"), form(found, words="gosh", sample="Oh gosh, what a damn day."))

    assert page.status_code == 200 and "1 hit" in page.content.decode()
    assert '<mark class="found">gosh</mark>' in page.content.decode()
    assert found.versions.count() == 1


@pytest.mark.clause("C.2.a")
def test_a_moderator_does_not_ask_the_roster_name_by_name_on_any_rule(cast, now, moderator, as_user):
    found = made(cast, now)

    def tries(client, sample):
        return client.post(address(found, "rule_test"), form(found, words="gosh", sample=sample))

    for number in range(TRIES):
        assert tries(moderator, f"Oh gosh, Koa Benningfield, {number}.").status_code == 200
    refused, harmless = tries(moderator, "Oh gosh, Koa Benningfield."), tries(moderator, "Oh gosh.")

    assert (refused.status_code, harmless.status_code) == (400, 400)
    assert "Wait an hour" in refused.content.decode() and "1 hit" not in harmless.content.decode()
    assert AuditEvent.objects.filter(action="pulse_screen.tried", actor_name=cast.lucinda.full_name).count() == TRIES
    assert tries(as_user(cast.bram), "Oh gosh.").status_code == 200


def test_doing_more_than_before_needs_a_replay_and_doing_less_does_not(cast, now, moderator):
    found = made(cast, now, mode=Mode.SUSPECT)

    page = moderator.post(address(found), form(found, mode="hold"))
    assert page.status_code == 400 and "First run it over the posts" in page.content.decode()
    assert moderator.post(address(found), form(found, mode="shadow")).status_code == 302


def said(mode=Mode.HOLD, severity="hold", terms=("damn",), exceptions=()):
    return {"mode": mode, "severity": severity, "terms": list(terms), "exceptions": list(exceptions), "options": {}}


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        (said(Mode.SHADOW), said(Mode.CAUTION), "mode"),
        (said(Mode.SUSPECT), said(Mode.HOLD), "mode"),
        (said(Mode.HOLD), said(Mode.SHADOW, "critical", ["damn", "darn"]), ""),
        (said(severity="caution"), said(severity="hold"), "severity"),
        (said(severity="critical"), said(severity="hold"), ""),
        (said(Mode.CAUTION, "caution"), said(Mode.CAUTION, "hold"), ""),
        (said(), said(terms=["damn", "darn"]), "terms"),
        (said(Mode.CAUTION), said(Mode.CAUTION, terms=["damn", "darn"]), "terms"),
        (said(terms=["damn", "darn"]), said(), ""),
        (said(terms=[{"words": ["rum"], "severity": "info"}]), said(terms=["rum"]), "terms"),
        (said(exceptions=["damn good"]), said(), "exceptions"),
        (said(), said(exceptions=["damn good"]), ""),
    ],
)
def test_what_a_rule_finds_or_does_more_of_needs_a_run(before, after, more):
    assert does_more(before, after) == more
    assert bool(may_promote(before, after, is_replayed=False)) == (not more)
    assert may_promote(before, after, is_replayed=True)


def test_a_word_added_to_a_rule_that_acts_waits_for_its_run_and_one_taken_away_does_not(cast, now, moderator):
    found = made(cast, now, mode=Mode.HOLD, terms=["damn", "darn"])

    page = moderator.post(address(found), form(found, words="damn\ndarn\ngosh"))

    assert page.status_code == 400 and "First run it over the posts" in page.content.decode()
    assert moderator.post(address(found), form(found, words="damn", exceptions="damn good")).status_code == 302


def test_a_pattern_is_the_administrator_s(cast, now, moderator, as_user):
    found = made(cast, now, kind=Kind.PATTERN, terms=["sale[0-9]+"])

    assert moderator.post(address(found), form(found, patterns="offer")).status_code == 400
    assert as_user(cast.bram).post(address(found), form(found, patterns="offer")).status_code == 302


@pytest.mark.parametrize("pattern", [r"(a+)+\1", "(", "x*", "(?=look)", "a{1000}{1000}"])
def test_a_pattern_that_could_hang_is_refused_at_the_field(cast, now, as_user, pattern):
    found = made(cast, now, kind=Kind.PATTERN, terms=["sale[0-9]+"])

    page = as_user(cast.bram).post(address(found), form(found, patterns=pattern))

    assert page.status_code == 400 and "id_patterns" in page.content.decode()
    assert found.versions.count() == 1


def test_somebody_else_s_change_is_not_overwritten(cast, now, moderator):
    found = made(cast, now)
    seen = form(found, words="gosh")
    moderator.post(address(found), form(found, words="golly"))

    assert moderator.post(address(found), seen).status_code == 400
    assert found.versions.first().terms == ["golly"]


def test_a_phrase_is_let_through_from_a_hit_that_was_none(cast, now, moderator):
    post = waiting(cast.dana, at=now)
    moderator.post(reverse("post_decide", args=[post.public_id]), {"version": post.version, "kind": "approve"})
    found = ScreenRule.objects.get(code="S-PROF")
    assert 'value="everybody, damn good"' in moderator.get(address(found)).content.decode()

    moderator.post(address(found, "rule_except"), {"phrase": "damn good"})
    moderator.post(address(found, "rule_except"), {"phrase": "Damn good"})
    moderator.post(address(found, "rule_except"), {"phrase": "\0"})

    assert "damn good" in found.versions.first().exceptions
    assert RuleVersion.objects.filter(rule=found, made_by=cast.lucinda).count() == 1


def test_nobody_reads_there_what_was_found_in_their_own_post(cast, now, moderator, as_user):
    post = waiting(cast.lucinda, at=now)
    decide(post, kind=DecisionKind.APPROVE, actor=cast.bram, at=now, version=post.version)
    found = ScreenRule.objects.get(code="S-PROF")

    assert "everybody, damn good" in as_user(cast.bram).get(address(found)).content.decode()
    assert "damn good" not in moderator.get(address(found)).content.decode()


@pytest.mark.parametrize(("code", "is_offered"), [("S-LINK", True), ("S-CRED", False), ("S-PII-OTHER", False)])
def test_a_phrase_is_offered_where_its_text_may_be_shown(cast, now, moderator, code, is_offered):
    post = waiting(cast.dana, at=now, body="We met at instagram.com/harbor.club today.", word=None)
    found = rule(code, at=now)
    hit(post, "instagram.com/harbor.club", at=now, code=code)
    Hit.objects.update(outcome=HitOutcome.FALSE_ALARM)

    page = moderator.get(address(found)).content.decode()

    assert ('value="at instagram.com/harbor.club today."' in page) == is_offered
    assert moderator.post(address(found, "rule_except"), {"phrase": "instagram.com/harbor.club"}).status_code == 302
    assert "instagram.com/harbor.club" in found.versions.first().exceptions


def test_no_phrase_is_offered_out_of_a_text_of_which_something_is_masked(cast, now, moderator):
    post = waiting(cast.dana, at=now, body="damn Gull-77x")
    Hit.objects.update(outcome=HitOutcome.FALSE_ALARM)
    page = address(ScreenRule.objects.get(code="S-PROF"))
    assert "damn Gull-77x" in moderator.get(page).content.decode()

    hit(post, "Gull-77x", at=now, code="S-CRED")

    assert "Gull-77x" not in moderator.get(page).content.decode()


def test_patterns_too_many_together_are_refused_at_the_field_and_screening_goes_on(cast, now, as_user):
    found = made(cast, now, kind=Kind.PATTERN, terms=["sale[0-9]+"])
    each = "|".join(f"[{letter}-z]{{900}}" for letter in "abcdefgh")
    patterns = "\n".join(f"x{number}({each})" for number in range(400))

    page = as_user(cast.bram).post(address(found), form(found, patterns=patterns))

    assert page.status_code == 400 and "too many" in page.content.decode()
    assert found.versions.count() == 1


def test_nobody_else_has_these_pages(cast, now, as_user):
    found = made(cast, now)
    for person in (cast.dana, cast.priya, cast.ines):
        client = as_user(person)
        assert client.get(reverse("rule_list")).status_code == 404
        assert client.get(address(found)).status_code == 404
        assert client.post(address(found), form(found)).status_code == 404
        assert client.post(address(found, "rule_test"), form(found)).status_code == 404
        assert client.post(address(found, "rule_except"), {"phrase": "x"}).status_code == 404


@pytest.mark.parametrize("typed", ["\0", "x" * 250_000, "\u202e"])
def test_whatever_is_typed_gives_a_page(cast, now, moderator, typed):
    found = made(cast, now)

    assert moderator.post(address(found), form(found, words=typed, number=typed)).status_code == 400
    assert moderator.post(address(found, "rule_test"), form(found, sample=typed)).status_code == 400
