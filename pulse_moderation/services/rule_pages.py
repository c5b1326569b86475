"""What the pages of the rules show and try: figures from decisions, a draft against one text, a phrase let through."""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from pulse_moderation.choices import HitOutcome, Kind
from pulse_moderation.models import Hit, RuleVersion, ScreenRule
from pulse_moderation.rules import rulebook as rules
from pulse_moderation.services import attached, replayed, replays, rulebook, trying

LOOKS_BACK = timedelta(days=90)
MOST_SHOWN = 10


def listed(at):
    """Every rule with its newest version as `number`, `mode`, `severity`, and of the last 90 days `hits`, `confirmed` and
    `false_alarms`. Precision counts decided hits only.
    """
    newest = RuleVersion.objects.filter(rule=OuterRef("pk")).order_by("-number")
    columns = {name: Subquery(newest.values(name)[:1]) for name in ("number", "mode", "severity")}
    found = list(ScreenRule.objects.annotate(**columns).order_by("code"))
    counted = figures(at)
    for rule in found:
        rule.figures = counted.get(rule.pk, {"hits": 0, "confirmed": 0, "false_alarms": 0})
    return found


def figures(at, **which):
    """{id of a rule: {hits, confirmed, false_alarms}} of the last 90 days."""
    rows = Hit.objects.open().filter(found_at__gt=at - LOOKS_BACK, **which).order_by().values("rule")
    counted = rows.annotate(
        hits=Count("pk"),
        confirmed=Count("pk", filter=Q(outcome=HitOutcome.CONFIRMED)),
        false_alarms=Count("pk", filter=Q(outcome=HitOutcome.FALSE_ALARM)),
    )
    return {row.pop("rule"): row for row in counted}


def false_hits(rule, *, masked, reader):
    """The newest hits that a moderator found to be none; never out of a private message, nor of what `reader` wrote, nor out
    of a text in which one of the rules `masked` (codes) found what is not shown.
    """
    of = Hit.objects.open().filter(rule=rule, outcome=HitOutcome.FALSE_ALARM, end__gt=F("start"))
    hidden = Hit.objects.filter(Q(rule__code__in=masked) | Q(is_restricted=True), revision=OuterRef("revision"))
    of = of.exclude(revision__post__kind=Kind.MESSAGE).exclude(Exists(hidden)).exclude(revision__post__author=reader)
    return list(of.select_related("revision").order_by("-found_at")[:MOST_SHOWN])


def phrase_of(hit):
    """What was found with the word before and the word after it: a first guess at the phrase to let through."""
    text = hit.revision.text
    if hit.end > len(text):  # in what hangs on it
        text = attached.whole_of(hit.revision)
    before, after = text[: hit.start].split()[-1:], text[hit.end :].split()[:1]
    return " ".join([*before, *text[hit.start : hit.end].split(), *after])[:120]


def tried(rule, draft, text, *, actor, at):
    """What a draft of a rule finds in a text. `draft`: severity, mode, terms, exceptions, options. Raises RuleRefused, and
    NotAllowed after too many texts within an hour that may name a youth.
    """
    screen = rulebook.screen_with(RuleVersion(rule=rule, number=0, **draft))
    return trying.on_trial(actor, lambda: screen.hits(text), text=text, where="rule_test", at=at)


def change(rule, *, actor, at, note, **fields):
    """A new version of a rule. Raises NotAllowed, RuleRefused."""
    last = rule.versions.first()
    becomes = {name: fields.get(name, getattr(last, name)) for name in replays.DRAFT}
    stands = replays.draft_of(last)
    is_replayed = replayed.is_replayed(rule, becomes, at=at)
    rules.may_set(actor, rule.kind, stands, becomes, is_replayed=is_replayed).enforce()
    return rulebook.change(rule, actor=actor, at=at, note=note, **fields)


def let_through(rule, *, phrase, actor, at, note):
    """Add a phrase inside which the rule finds nothing. Raises NotAllowed, RuleRefused."""
    last = rule.versions.first()
    if phrase.casefold() in {one.casefold() for one in last.exceptions}:
        return last
    return change(rule, actor=actor, at=at, note=note, exceptions=[*last.exceptions, phrase])
