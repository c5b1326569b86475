"""What the tests of the desk begin with: rules, posts that wait with hits in them, and who is on it."""

from policy.models import Clause
from pulse_moderation.models import Hit, RuleVersion, ScreenRule
from pulse_moderation.screening.rules import Kind, Mode, Severity
from tests.factories import pulse

CLAUSES = {"S-PROF": "B.1.i.i", "S-YOUTH": "B.1.h", "S-LINK": "B.1.b", "S-PII-OTHER": "B.1.e", "S-CRED": "B.1.f"}
BODY = "Great work everybody, damn good day at the harbor."


def rule(code="S-PROF", *, at, kind=Kind.WORDS, mode=Mode.HOLD, terms=("damn",), exceptions=(), **fields):
    """A rule with one version; found again by its code."""
    found, is_new = ScreenRule.objects.get_or_create(
        code=code,
        defaults={"title": f"Rule {code}", "clause_id": CLAUSES.get(code, "B.1.d"), "kind": kind, "made_at": at},
    )
    if is_new:
        RuleVersion.objects.create(
            rule=found, number=1, mode=mode, severity=Severity.HOLD, terms=list(terms), exceptions=list(exceptions),
            options={}, made_at=at, **fields,
        )  # fmt: skip
    return found


def hit(post, word, *, at, code="S-PROF", severity=Severity.HOLD, mode=Mode.HOLD):
    """`word` was found in the text of a post by a rule."""
    text, found = post.current.text, rule(code, at=at)
    start = text.index(word)
    return Hit.objects.create(
        revision=post.current, rule=found, rule_version=1, clause=Clause.objects.get(pk=CLAUSES.get(code, "B.1.d")),
        severity=severity, mode=mode, start=start, end=start + len(word), excerpt="d••n", found_at=at,
    )  # fmt: skip


def waiting(author, *, at, body=BODY, word="damn", code="S-PROF", severity=Severity.HOLD, **fields):
    """A post of `author` that waits because of a word in it."""
    post = pulse.held(pulse.written(author, body, at=at, **fields), at=at, severity=severity)
    if word:
        hit(post, word, at=at, code=code, severity=severity)
    return post


def decision(post, kind="approve", **more):
    """What the form of the desk sends."""
    return {"version": post.version, "kind": kind, "reason": "", "note": ""} | more
