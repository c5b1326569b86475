"""The queue: items that wait, by priority, narrowed by what a moderator asks for; who works on which."""

from django.db.models import Count, Exists, Min, OuterRef, Q

from pulse_moderation.choices import FlagOutcome, Kind
from pulse_moderation.models import Flag, Hit, Item
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import leases

MOST_COUNTED = 1000
BEFORE, AFTER = 6, 14  # rows shown beside an open post
OF_ROW = ("post", "post__author", "post__source", "post__current", "post__worksite", "leased_by")


def waiting(user):
    """Items that wait for this person: all but those of their own posts; nobody but a moderator has any."""
    if not user.roles & MODERATES:
        return Item.objects.none()
    return Item.objects.filter(closed_at=None).exclude(post__author=user)


def narrowed(user, asked, *, at):
    """`asked`: severity, clause, rule, worksite, kind, source, state, escalated, mine, overdue, find."""
    found = waiting(user)
    for name, narrow in NARROW.items():
        if value := asked.get(name):
            found = narrow(found, value, user, at)
    return found


def with_posts(items):
    """With everything a row names."""
    return items.select_related(*OF_ROW)


def counts(user):
    """{"all", "critical", "due"}: how many wait (no more than a thousand are counted), and when the first is due."""
    ahead = waiting(user).order_by("-priority", "-pk").values("pk", "severity", "due_at")[:MOST_COUNTED]
    return ahead.aggregate(
        all=Count("pk"), critical=Count("pk", filter=Q(severity=Severity.CRITICAL)), due=Min("due_at")
    )


def around(user, asked, item, *, at):
    """The rows shown beside an open post: a few before it, itself, those after it; the head of the queue without one."""
    rows = with_posts(narrowed(user, asked, at=at))
    if item is None or item.closed_at is not None:
        return list(rows.order_by("-priority", "-pk")[: BEFORE + AFTER])
    before = rows.filter(Q(priority__gt=item.priority) | Q(priority=item.priority, pk__gt=item.pk))
    after = rows.filter(Q(priority__lt=item.priority) | Q(priority=item.priority, pk__lte=item.pk))
    ahead = list(before.order_by("priority", "pk")[:BEFORE])[::-1]
    return ahead + list(after.order_by("-priority", "-pk")[:AFTER])


def take_next(user, asked, *, at, after=None):
    """The next item nobody works on, taken for this person; from the head again at the end. None when there is none."""
    free = narrowed(user, asked, at=at).filter(Q(leased_until=None) | Q(leased_until__lte=at) | Q(leased_by=user))
    free = free.select_related("post").order_by("-priority", "-pk")
    if after is not None:
        free = free.exclude(pk=after.pk)
        later = free.filter(Q(priority__lt=after.priority) | Q(priority=after.priority, pk__lt=after.pk))
        if found := _first_taken(later, user, at):
            return found
    return _first_taken(free, user, at)


def _first_taken(items, user, at):
    """Somebody may take one in the same moment: then the one after it."""
    return next((item for item in items[:10] if leases.take(item, actor=user, at=at)), None)


def _hits(**which):
    """Of the text as it stands now; what is only counted puts nothing into the queue."""
    return Exists(Hit.objects.filter(revision=OuterRef("post__current"), **which).shown())


def _by_clause(found, value, user, at):
    flags = Flag.objects.filter(post=OuterRef("post"), clause=value, outcome=FlagOutcome.OPEN)
    return found.filter(_hits(clause=value) | Exists(flags))


def _by_words(found, value, user, at):
    """In what was posted; never in private messages, whose reading is recorded one by one."""
    text = Q(post__current__body__icontains=value) | Q(post__current__title__icontains=value)
    name = Q(post__author_name__icontains=value) | Q(post__author__legal_last__icontains=value)
    return found.exclude(post__kind=Kind.MESSAGE).filter(text | name)


NARROW = {
    "severity": lambda found, value, user, at: found.filter(severity=value),
    "clause": _by_clause,
    "rule": lambda found, value, user, at: found.filter(_hits(rule__code=value)),
    "worksite": lambda found, value, user, at: found.filter(post__worksite=value),
    "kind": lambda found, value, user, at: found.filter(post__kind=value),
    "source": lambda found, value, user, at: found.filter(post__source__public_id=value),
    "state": lambda found, value, user, at: found.filter(post__state=value),
    "escalated": lambda found, value, user, at: found.filter(is_escalated=True),
    "mine": lambda found, value, user, at: found.filter(leased_by=user, leased_until__gt=at),
    "overdue": lambda found, value, user, at: found.filter(due_at__lte=at),
    "find": _by_words,
}
