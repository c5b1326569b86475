"""The item of a post in the queue: one open at a time, with every reason for its place."""

from datetime import datetime, time, timedelta

from policy.calendar import MASSACHUSETTS, add_business_days, local_day
from policy.services import settings_now
from pulse_moderation import notices
from pulse_moderation.choices import AGAINST, DecisionKind, FlagOutcome
from pulse_moderation.models import Decision, Flag, Item
from pulse_moderation.screening.rules import Severity
from pulse_moderation.states import WAITING

RANK = {Severity.INFO: 0, Severity.CAUTION: 1, Severity.HOLD: 2, Severity.CRITICAL: 3}
POINTS = {Severity.INFO: 5, Severity.CAUTION: 20, Severity.HOLD: 50, Severity.CRITICAL: 100}
YOUTH, FLAG, REPEAT, ESCALATED, OVERDUE = 30, 10, 5, 60, 40
UNSCREENED = {"why": "unscreened", "points": 20}  # its text could not be screened; no rule says anything of it
MOST_FLAGS, MOST_REPEATS = 3, 3
LOOKS_BACK = timedelta(days=90)
CLOSE_OF_BUSINESS = time(17)


def attach(
    post, *, at, severity=Severity.CAUTION, is_about_youth=False, is_escalated=False, is_unscreened=False, settings=None
):
    """The open item of a locked post, opened when there is none; severity only rises, and its place is reckoned anew."""
    item = Item.objects.select_for_update(of=("self",)).filter(post=post, closed_at=None).first()
    if item is None:
        item = Item(post=post, opened_at=at, severity=severity, due_at=due_at(severity, at, settings or settings_now()))
    elif RANK[severity] > RANK[item.severity]:
        item.severity = severity
        item.due_at = min(item.due_at, due_at(severity, at, settings or settings_now()))
    item.is_escalated = item.is_escalated or is_escalated
    is_about_youth = is_about_youth or any(one["why"] == "youth" for one in item.addends)
    if is_unscreened:
        item.addends = [*item.addends, UNSCREENED]
    place(item, is_about_youth=is_about_youth, at=at)
    item.save()
    return item


def place(item, *, is_about_youth, at):
    """Set why it stands where it stands: severity, youth, flags, repeated decisions against its author, and so on."""
    addends = [{"why": f"severity_{item.severity}", "points": POINTS[item.severity]}]
    if is_about_youth:
        addends.append({"why": "youth", "points": YOUTH})
    flags = Flag.objects.filter(post=item.post, outcome=FlagOutcome.OPEN).count()
    if flags:
        addends.append({"why": "flags", "points": FLAG * min(flags, MOST_FLAGS), "count": flags})
    if repeats := repeats_of(item.post.author_id, at):
        addends.append({"why": "repeat", "points": REPEAT * min(repeats, MOST_REPEATS), "count": repeats})
    if item.is_escalated:
        addends.append({"why": "escalated", "points": ESCALATED})
    if UNSCREENED in item.addends:
        addends.append(UNSCREENED)
    if item.due_at <= at:
        addends.append({"why": "overdue", "points": OVERDUE})
    item.addends, item.priority = addends, sum(one["points"] for one in addends)


def repeats_of(author_id, at):
    """How many decisions against this author stand from the last 90 days."""
    if author_id is None:
        return 0
    since = Decision.objects.filter(post__author=author_id, kind__in=AGAINST, decided_at__gt=at - LOOKS_BACK)
    return since.filter(undone_by=None).count()


def due_at(severity, at, settings):
    """When it should be decided: hours for a critical one, else the close of a business day."""
    if severity == Severity.CRITICAL:
        return at + timedelta(hours=settings["pulse_decision_due_critical"])
    day = add_business_days(local_day(at), settings["pulse_decision_due"])
    return datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=MASSACHUSETTS)


def settle(post, *, at):
    """Close the open item of a post, if any; nobody works on it any longer."""
    Item.objects.filter(post=post, closed_at=None).update(closed_at=at, leased_by=None, leased_until=None)


def settle_quiet(post_ids, *, at):
    """Close the open items of these posts, but where a flag waits for an answer."""
    quiet = Item.objects.filter(post__in=post_ids, closed_at=None).exclude(post__flags__outcome=FlagOutcome.OPEN)
    quiet.update(closed_at=at, leased_by=None, leased_until=None)


def reopen(post, decision, *, at):
    """What an undone decision closed waits again, for all its reasons; with an item opened since, it is one."""
    closed = Item.objects.filter(post=post, closed_at=decision.decided_at).order_by("-opened_at", "-pk").first()
    if closed is None:
        if post.state in WAITING:
            attach(post, at=at)
        return
    if not Item.objects.filter(post=post, closed_at=None).exists():
        Item.objects.filter(pk=closed.pk).update(closed_at=None)
    is_about_youth = any(one["why"] == "youth" for one in closed.addends)
    item = attach(
        post, at=at, severity=closed.severity, is_about_youth=is_about_youth, is_escalated=closed.is_escalated
    )
    Item.objects.filter(pk=item.pk).update(opened_at=min(item.opened_at, closed.opened_at))


def let_go(post, decision, *, at):
    """Undo what a decision that held or escalated put there: an earlier escalation stands, and so does what was flagged."""
    item = Item.objects.select_for_update(of=("self",)).filter(post=post, closed_at=None).first()
    if item is None:
        return
    is_flagged = Flag.objects.filter(post=post, outcome=FlagOutcome.OPEN).exists()
    if item.opened_at == decision.decided_at and post.state not in WAITING and not is_flagged:
        settle(post, at=at)
        return
    escalations = post.decisions.filter(kind=DecisionKind.ESCALATE, undone_by=None, decided_at__gte=item.opened_at)
    item.is_escalated = escalations.exists()
    place(item, is_about_youth=any(one["why"] == "youth" for one in item.addends), at=at)
    item.save(update_fields=["is_escalated", "addends", "priority"])


def answer_flags(post, outcome, *, at):
    """Settle what was flagged of a post and not answered yet; whoever flagged it is told."""
    open_flags = list(
        Flag.objects.select_for_update(of=("self",)).filter(post=post, outcome=FlagOutcome.OPEN).select_related("by")
    )
    Flag.objects.filter(pk__in=[flag.pk for flag in open_flags]).update(outcome=outcome, settled_at=at)
    for flag in open_flags:
        notices.tell_flagger(flag, at=at)


def overdue(at):
    """Open items past their time that do not say so yet."""
    return Item.objects.filter(closed_at=None, due_at__lte=at).exclude(addends__contains=[{"why": "overdue"}])


def note_overdue(at):
    """Move what is overdue up the queue; returns the number of items that became so."""
    late = list(overdue(at).order_by("pk")[:500])
    for item in late:
        item.addends = [*item.addends, {"why": "overdue", "points": OVERDUE}]
        item.priority += OVERDUE
    Item.objects.bulk_update(late, ["addends", "priority"])
    return len(late)
