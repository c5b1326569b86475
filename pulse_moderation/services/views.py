"""Searches of the queue somebody keeps, alone or for all who moderate."""

from django.db import transaction
from django.db.models import Q

from pulse_moderation.models import QueueView
from pulse_moderation.rules import desk as rules


@transaction.atomic
def keep(asked, *, name, is_shared, actor, at):
    """Keep a search under a name. Raises NotAllowed."""
    query, name = {key: value for key, value in asked.items() if value}, name.strip()
    is_taken = QueueView.objects.filter(owner=actor, name=name).exists()
    rules.may_keep(query=query, name=name, is_shared=is_shared, is_taken=is_taken).enforce()
    return QueueView.objects.create(owner=actor, name=name, query=query, is_shared=is_shared, made_at=at)


def views_of(user):
    """One's own, and what others share."""
    rows = QueueView.objects.filter(Q(owner=user) | Q(is_shared=True))
    return list(rows.select_related("owner").order_by("name", "pk"))


def drop(view, *, actor):
    """One's own only."""
    QueueView.objects.filter(pk=view.pk, owner=actor).delete()
