"""Who may change a screening rule, and when it may do more than before (domain 8): people decide, a rule never removes."""

from django.utils.translation import gettext as _

from people.roles import Role
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.screening.rules import Kind, Mode
from workflow.verdicts import YES, first_no, no

# What a rule does, from least to most.
UPWARD = (Mode.SHADOW, Mode.CAUTION, Mode.SUSPECT, Mode.HOLD)


def may_change(actor, kind):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator changes screening rules."), "B.1.a")
    if kind == Kind.PATTERN and not actor.has_role(Role.ADMIN):
        return no(_("Only an administrator changes a pattern. Words and exceptions of other rules are yours."), "B.1.a")
    return YES


def may_promote(before, after, *, is_replayed):
    """Whether a rule may go from one mode to another. `is_replayed`: the version was run over stored posts to the end."""
    if UPWARD.index(after) <= UPWARD.index(before) or is_replayed:
        return YES
    return no(_("First run it over the posts of the last days and look at what it would catch. Then it may do more."))


def may_set(actor, kind, before, after, *, is_replayed):
    return first_no(may_change(actor, kind), may_promote(before, after, is_replayed=is_replayed))


def may_replay(actor, kind, running):
    """Whether a draft of a rule may be run over stored posts. `running`: a run of another draft of it goes on."""
    return first_no(may_change(actor, kind), _is_free(running))


def may_use(actor, replay, *, kind, newest):
    """Whether the draft of a run may become the next version; `newest` is the number of the version that stands."""
    return first_no(may_change(actor, kind), _is_finished(replay), _is_current(replay, newest))


def _is_free(running):
    if running:
        return no(_("Another draft of this rule is being run. Wait until it is done."))
    return YES


def _is_finished(replay):
    if replay.finished_at is None:
        return no(_("It can be used when the run is done."))
    return YES


def _is_current(replay, newest):
    if replay.based_on != newest:
        return no(_("The rule was changed after this run. Run the draft over the posts again."))
    return YES
