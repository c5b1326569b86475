"""A stage of a ladder in words, for pages and for the trail."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.ladders import BUSINESS, Audience, Effect


def stage_title(rule):
    """ "Before it is due", "Overdue: goes one step up"."""
    if rule.effect in (Effect.SUSPEND, Effect.LAPSE):
        return str(Effect(rule.effect).label)
    if rule.offset_days < 0:
        return _("Before it is due")
    if rule.offset_days == 0:
        return _("Due")
    return _("Overdue: goes one step up") if rule.effect == Effect.ESCALATE else _("Overdue")


def stage_words(rule):
    """ "3 business days after, then every business day; also to the Legal Unit"."""
    said = days_words(rule)
    if rule.to:
        said += _("; to %(people)s") % {"people": ", ".join(str(Audience(name).label) for name in rule.to)}
    return said


def days_words(rule):
    """When it comes, in days from the due day."""
    if not rule.is_on:
        return _("off")
    if rule.offset_days == 0:
        said = _("on the day")
    elif rule.offset_days < 0:
        said = _("%(days)s before") % {"days": _count(-rule.offset_days, rule.unit)}
    else:
        said = _("%(days)s after") % {"days": _count(rule.offset_days, rule.unit)}
    if rule.repeat_every is None:
        return said
    said += _(", then every %(days)s") % {"days": _again(rule)}
    if rule.up_to is not None:
        said += _(" up to %(days)s after") % {"days": _count(rule.up_to, rule.unit)}
    return said


def _again(rule):
    if rule.repeat_every == 1:
        return _("business day") if rule.unit == BUSINESS else _("day")
    return _count(rule.repeat_every, rule.unit)


def _count(days, unit):
    if unit == BUSINESS:
        return ngettext("%(n)s business day", "%(n)s business days", days) % {"n": days}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
