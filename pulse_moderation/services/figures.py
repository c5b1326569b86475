"""The figures of moderating Pulse: what waits and how long, what was decided, and how often it was wrong (B.1; R17)."""

from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from people.models import User
from pulse_moderation.choices import (
    AGAINST,
    DecisionKind,
    HitOutcome,
    Judged,
    OrderKind,
    Outcome,
    Privilege,
)
from pulse_moderation.models import AuditEntry, Decision, Hit, Item, Order, Post, PrivilegeAction, Reconsideration
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services.audit_figures import share_of
from pulse_moderation.services.audits import period
from pulse_moderation.states import SHOWN, OrderState, State

DAY = timedelta(days=1)
AGES = (  # days: from, to
    (0, 1, later("Under a day")),
    (1, 2, later("1 to 2 days")),
    (2, 7, later("2 to 7 days")),
    (7, None, later("Over 7 days")),
)
REPEATED = 2
MOST_AUTHORS = 20


class Percentile(Aggregate):
    """The value below which this share of the rows lies."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression, share, **extra):
        super().__init__(expression, share=float(share), **extra)


def unconfirmed_orders():
    """Removals that a source was ordered to make and has not confirmed, as of now: {open, missed}."""
    removals = Order.objects.open().filter(kind=OrderKind.REMOVE)
    return removals.aggregate(open=Count("pk"), missed=Count("pk", filter=Q(state=OrderState.NOT_CONFIRMED)))


def figures(first_on, last_on, *, at):
    """All of the page, in a constant number of statements, however many posts there are."""
    start, end = period(first_on, last_on)
    return {
        "backlog": backlog(at),
        "speed": speed(start, end),
        "flow": flow(start, end),
        "clauses": by_clause(start, end),
        "rules": by_rule(start, end),
        "overturned": overturned(start, end),
        "authors": repeat_authors(start, end),
        "privileges": privileges(start, end),
        "orders": unconfirmed_orders(),
    }


def backlog(at):
    """What waits now: {waiting, overdue, escalated, oldest, ages: [{label, count}], severities: [...]}"""
    ages = {
        f"age_{number}": Count("pk", filter=_aged(since, until, at)) for number, (since, until, _l) in enumerate(AGES)
    }
    severities = {f"is_{one.value}": Count("pk", filter=Q(severity=one)) for one in Severity}
    row = Item.objects.filter(closed_at=None).aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)), oldest=Min("opened_at"),
        escalated=Count("pk", filter=Q(is_escalated=True)), **ages, **severities,
    )  # fmt: skip
    return {
        "waiting": row["waiting"],
        "overdue": row["overdue"],
        "escalated": row["escalated"],
        "oldest": row["oldest"],
        "ages": _with_bars(
            [{"label": str(label), "count": row[f"age_{number}"]} for number, (_s, _u, label) in enumerate(AGES)]
        ),
        "severities": _with_bars(
            [{"label": str(one.label), "count": row[f"is_{one.value}"]} for one in reversed(Severity)]
        ),
    }


def _aged(since, until, at):
    aged = Q(opened_at__lte=at - since * DAY) if since else Q()
    return aged & Q(opened_at__gt=at - until * DAY) if until else aged


def speed(start, end):
    """From waiting to decided: {closed, median, slowest}; the slowest is the 95th percentile. Durations, or None."""
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    return Item.objects.filter(closed_at__gte=start, closed_at__lt=end).aggregate(
        closed=Count("pk"), median=Percentile(took, 0.5), slowest=Percentile(took, 0.95)
    )


def flow(start, end):
    """R17: {received, held, published, removed, by_kind}. Published: of what was received, what is shown now."""
    posts = Post.objects.filter(received_at__gte=start, received_at__lt=end).aggregate(
        received=Count("pk"),
        published=Count("pk", filter=Q(state__in=SHOWN)),
        unscreened=Count("pk", filter=Q(state=State.RECEIVED)),
    )
    held = Item.objects.filter(opened_at__gte=start, opened_at__lt=end).count()
    kinds = dict(_standing(start, end).order_by().values_list("kind").annotate(Count("pk")))
    return posts | {
        "held": held,
        "removed": kinds.get(DecisionKind.REMOVE, 0),
        "by_kind": _with_bars(
            [
                {"label": str(kind.label), "count": kinds.get(kind.value, 0)}
                for kind in DecisionKind
                if kind != DecisionKind.UNDO
            ]
        ),
    }


def _standing(start, end):
    """Decisions of the period that were not undone."""
    made = Decision.objects.filter(decided_at__gte=start, decided_at__lt=end, undone_by=None)
    return made.exclude(kind=DecisionKind.UNDO)


def by_clause(start, end):
    """By ground: [{clause, reminded, returned, removed, count}], the most first. Without a clause: discretion of DYS."""
    against = _standing(start, end).filter(kind__in=AGAINST)
    rows = against.order_by().values("clauses").annotate(
        reminded=Count("pk", filter=Q(kind=DecisionKind.REMIND)),
        returned=Count("pk", filter=Q(kind=DecisionKind.RETURN)),
        removed=Count("pk", filter=Q(kind=DecisionKind.REMOVE)),
        count=Count("pk"),
    )  # fmt: skip
    found = [row | {"clause": row["clauses"] or "", "label": row["clauses"] or _("Discretion of DYS")} for row in rows]
    return _with_bars(sorted(found, key=lambda row: (-row["count"], row["label"])))


def by_rule(start, end):
    """Of each rule that hit: [{code, title, clause, found, open, confirmed, false_alarms, share, low, high}]. Its precision
    is reckoned of what was decided alone.
    """
    hits = Hit.objects.open().filter(found_at__gte=start, found_at__lt=end)
    rows = hits.order_by("rule__code").values("rule__code", "rule__title", "rule__clause").annotate(
        found=Count("pk"),
        confirmed=Count("pk", filter=Q(outcome=HitOutcome.CONFIRMED)),
        false_alarms=Count("pk", filter=Q(outcome=HitOutcome.FALSE_ALARM)),
    )  # fmt: skip
    return [
        {
            "code": row["rule__code"],
            "title": row["rule__title"],
            "clause": row["rule__clause"],
            "found": row["found"],
            "false_alarms": row["false_alarms"],
            "open": row["found"] - row["confirmed"] - row["false_alarms"],
        }
        | share_of(row["confirmed"], row["confirmed"] + row["false_alarms"], name="confirmed", of="decided")
        for row in rows
    ]


def overturned(start, end):
    """How often another look came to another end: on the author's asking, and in audits."""
    looks = Reconsideration.objects.filter(decided_at__gte=start, decided_at__lt=end).aggregate(
        total=Count("pk"), hits=Count("pk", filter=Q(outcome=Outcome.OVERTURNED))
    )
    audited = AuditEntry.objects.exclude(verdict="").filter(judged_at__gte=start, judged_at__lt=end).aggregate(
        total=Count("pk"), hits=Count("pk", filter=Q(verdict=Judged.DISAGREE))
    )  # fmt: skip
    return [
        {"label": _("Looked at again, as the author asked"), **share_of(looks["hits"], looks["total"])},
        {"label": _("Looked at in an audit"), **share_of(audited["hits"], audited["total"])},
    ]


def repeat_authors(start, end):
    """Whose posts were reminded, returned or removed twice or more: [{person, count, removed, last}], the most first."""
    against = _standing(start, end).filter(kind__in=AGAINST, post__author__isnull=False)
    rows = list(
        against.order_by().values("post__author").annotate(
            count=Count("pk"), removed=Count("pk", filter=Q(kind=DecisionKind.REMOVE)), last=Max("decided_at")
        ).filter(count__gte=REPEATED).order_by("-count", "post__author")[:MOST_AUTHORS]
    )  # fmt: skip
    people = User.objects.select_related("worksite").in_bulk([row["post__author"] for row in rows])
    return [row | {"person": people[row["post__author"]]} for row in rows]


def privileges(start, end):
    """What was done about people's use of Pulse (B.1.c): [{label, count}]"""
    made = (
        PrivilegeAction.objects.filter(at__gte=start, at__lt=end).order_by().values_list("kind").annotate(Count("pk"))
    )
    counts = dict(made)
    return _with_bars([{"label": str(kind.label), "count": counts.get(kind.value, 0)} for kind in Privilege])


def _with_bars(rows):
    """Each with `bar`: its count in whole percent of the largest."""
    most = max((row["count"] for row in rows), default=0)
    return [row | {"bar": round(100 * row["count"] / most) if most else 0} for row in rows]
