"""What an audit found, in figures: how many decisions it agrees with, and how sure that is."""

from collections import defaultdict

from django.utils.translation import gettext as _

from pulse_moderation.choices import DecisionKind, Judged
from pulse_moderation.rules.audits import wilson


def entries_of(audit):
    """The entries with all that the figures and the paper name, in a constant number of statements."""
    return list(
        audit.entries.select_related(
            "decision__decided_by", "post__author", "post__worksite", "revision", "judged_by", "outcome", "clause"
        ).prefetch_related("decision__clauses")
    )


def figures(audit, entries):
    """{"all", "decision", "clause", "moderator", "stratum", "weighted"}; each row {label, judged, agreed, disagreed, open,
    share, low, high}, the last three in whole percent or None.
    """
    return {
        "all": _row(_("All"), entries),
        "decision": _by(entries, _decision_of),
        "clause": _by(entries, _clauses_of),
        "moderator": _by(entries, _moderator_of),
        "stratum": _strata(audit, entries),
        "weighted": _weighted(audit, entries),
    }


def _row(label, entries, **more):
    agreed = sum(one.verdict == Judged.AGREE for one in entries)
    disagreed = sum(one.verdict == Judged.DISAGREE for one in entries)
    return {"label": label, "open": len(entries) - agreed - disagreed, "disagreed": disagreed} | share_of(
        agreed, agreed + disagreed, name="agreed", of="judged"
    ) | more  # fmt: skip


def share_of(hits, total, *, name="hits", of="total"):
    """{hits, total, share, low, high}: percent with its 95 % interval, or None where there is nothing to reckon with."""
    low, high = wilson(hits, total)
    if not total:
        return {name: hits, of: total, "share": None, "low": None, "high": None}
    return {name: hits, of: total, "share": _percent(hits / total), "low": _percent(low), "high": _percent(high)}


def _percent(share):
    return round(100 * share)


def _by(entries, names_of):
    groups = defaultdict(list)
    for entry in entries:
        for name in names_of(entry):
            groups[name].append(entry)
    return [_row(name, groups[name]) for name in sorted(groups)]


def _decision_of(entry):
    return [str(DecisionKind(entry.decision.kind).label) if entry.decision else str(_("Shown without a decision"))]


def _clauses_of(entry):
    """An entry counts for every clause its decision cites."""
    cited = [clause.pk for clause in entry.decision.clauses.all()] if entry.decision else []
    return cited or [str(_("None cited"))]


def _moderator_of(entry):
    return [entry.decision.decided_by.full_name] if entry.decision else []


def _strata(audit, entries):
    groups = defaultdict(list)
    for entry in entries:
        groups[entry.stratum].append(entry)
    return [
        _row(one["label"], groups[one["key"]], population=one["population"], drawn=one["drawn"]) for one in audit.strata
    ]


def _weighted(audit, entries):
    """The share of all that was drawn from, in percent, each group by its size; None until each has one that is judged."""
    rows = _strata(audit, entries)
    if not rows or any(row["judged"] == 0 for row in rows):
        return None
    total = sum(row["population"] for row in rows)
    return _percent(sum(row["population"] * row["agreed"] / row["judged"] for row in rows) / total)
