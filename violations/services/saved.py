"""Searches somebody keeps, alone or for all who hold reports, and the quiet mail a day on what is new in one."""

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import ngettext

from notifications.services import notify, preference_of
from policy.calendar import MASSACHUSETTS, local_day
from violations.models import SavedView
from violations.rules import views as rules
from violations.services import desk, words
from workflow.identity import acting_as, acting_as_system

KEPT = ("state", "severity", "clause", "handler", "mine", "restricted", "month")


def kept(asked):
    """What a view keeps of what was asked for: words as their hashes, in which nobody reads a name."""
    query = {name: asked[name] for name in KEPT if asked.get(name)}
    if asked.get("find"):
        query["words"] = sorted(words.hashed(asked["find"]))
    elif asked.get("words"):
        query["words"] = list(asked["words"])
    return query


@transaction.atomic
def keep(asked, *, name, is_shared, has_digest, actor, at):
    """Keep a search under a name. Call it inside acting_as. Raises NotAllowed."""
    query, name = kept(asked), name.strip()
    is_taken = SavedView.objects.filter(owner=actor, name=name).exists()
    rules.may_keep(query=query, name=name, is_shared=is_shared, is_taken=is_taken).enforce()
    return SavedView.objects.create(
        owner=actor, name=name, query=query, is_shared=is_shared, has_digest=has_digest, made_at=at, told_at=at
    )


def views_of(user):
    """One's own, and what others share. Call it inside acting_as."""
    return list(SavedView.objects.select_related("owner").order_by("name", "pk"))


def drop(view, *, actor):
    """One's own only: the database lets nobody else's go. Call it inside acting_as."""
    SavedView.objects.filter(pk=view.pk, owner=actor).delete()


def tell_of_new(at):
    """Once a day, at the hour each chose for mail: how many reports came into their views. Returns how many were told.

    Counted as the owner of each view: what the wall keeps from them is in no number.
    """
    day, told = local_day(at), 0
    with acting_as_system("intake"):
        waiting = SavedView.objects.filter(has_digest=True).exclude(told_at__gte=_begin(at)).select_related("owner")
        views = list(waiting.order_by("pk"))
    for view in views:
        hour, _early = preference_of(view.owner)
        if localtime(at, MASSACHUSETTS).hour < hour:
            continue
        told += _tell(view, day, at)
    return told


def _begin(at):
    return localtime(at, MASSACHUSETTS).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def _tell(view, day, at):
    with acting_as(view.owner):
        since = view.told_at or view.made_at
        new = desk.narrowed(view.owner, view.query).filter(filed_at__gt=since, filed_at__lte=at).count()
        is_first = SavedView.objects.filter(pk=view.pk, told_at=view.told_at).update(told_at=at)
    if not new or not is_first or not view.owner.is_working:
        return 0
    notify(
        key=f"report.view:{view.public_id}:{day}",
        recipient=view.owner,
        kind="confidential.report_view",
        title=ngettext("%(n)s new item waits", "%(n)s new items wait", new) % {"n": new},
        url=f"{reverse('report_list')}?view={view.public_id}",
        at=at,
    )
    return 1
