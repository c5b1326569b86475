"""The screening rules the portal ships, loaded after every migration."""

from django.utils.timezone import now

from pulse_moderation.models import RuleVersion, ScreenRule
from pulse_moderation.screening.shipped import shipped_rules, titles

KEPT = ("mode", "severity", "terms", "exceptions", "options")


def load_rules(*, using, **kwargs):
    """Add the rules that are missing, and a version where the portal ships other words than before.

    A rule that somebody changed here is left as it is: what it ships then stands in the list of lexicons alone.
    """
    at, standing = now(), {rule.code: rule for rule in ScreenRule.objects.using(using)}
    last = {version.rule_id: version for version in RuleVersion.objects.using(using).order_by("number")}
    for rule in shipped_rules():
        shipped = {name: _plain(getattr(rule, name)) for name in KEPT}
        row = standing.get(rule.code)
        if row is None:
            row = ScreenRule.objects.using(using).create(
                code=rule.code, title=titles()[rule.code], clause_id=rule.clause, kind=rule.kind, made_at=at
            )
        before = last.get(row.pk)
        if before is not None and (before.made_by_id or {name: getattr(before, name) for name in KEPT} == shipped):
            continue
        RuleVersion.objects.using(using).create(
            rule=row, number=before.number + 1 if before else 1, made_at=at, **shipped
        )


def _plain(value):
    """As JSON gives it back: lists in the place of tuples, plain text in the place of choices."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
