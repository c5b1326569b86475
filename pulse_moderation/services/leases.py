"""Who works on an item just now. A courtesy between moderators: what guards a decision is the version of the post."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from audit.services import record
from pulse_moderation.models import Item
from pulse_moderation.rules.deciding import may_work_on

LASTS = timedelta(minutes=10)


def take(item, *, actor, at):
    """Work on an item that nobody works on; True when it is this person's now, False when it is somebody else's."""
    may_work_on(actor, item.post).enforce()
    free = Q(leased_by=None) | Q(leased_until__lte=at) | Q(leased_by=actor)
    taken = Item.objects.filter(free, pk=item.pk, closed_at=None).update(leased_by=actor, leased_until=at + LASTS)
    return bool(taken)


def beat(item, *, actor, at):
    """Still at it: ten more minutes. False when it is no longer this person's."""
    mine = Item.objects.filter(pk=item.pk, closed_at=None, leased_by=actor, leased_until__gt=at)
    return bool(mine.update(leased_until=at + LASTS))


def leave(item, *, actor):
    """No longer at it."""
    Item.objects.filter(pk=item.pk, leased_by=actor).update(leased_by=None, leased_until=None)


@transaction.atomic
def take_over(item, *, actor, at):
    """Take it from whoever works on it; both see it on the trail. Raises NotAllowed."""
    may_work_on(actor, item.post).enforce()
    item = Item.objects.select_for_update(of=("self",)).select_related("leased_by", "post").get(pk=item.pk)
    before = item.holder(at)
    if item.closed_at is not None:
        return False
    Item.objects.filter(pk=item.pk).update(leased_by=actor, leased_until=at + LASTS)
    if before is not None and before.pk != actor.pk:
        record("pulse_post.taken_over", subject=item.post, actor=actor, at=at, facts={"from": before.full_name})
    return True
