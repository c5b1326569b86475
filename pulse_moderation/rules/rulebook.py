"""Who may change a screening rule, and when it may do more than before (domain 8): people decide, a rule never removes."""

import json
from datetime import timedelta

from django.utils.translation import gettext as _

from people.roles import Role
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.screening.rules import Kind, Mode, Severity
from workflow.verdicts import YES, first_no, no

# What a rule does, from least to most.
UPWARD = (Mode.SHADOW, Mode.CAUTION, Mode.SUSPECT, Mode.HOLD)
QUEUES = (Mode.SUSPECT, Mode.HOLD)
RUN_COUNTS = timedelta(days=30)


def may_change(actor, kind):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator changes screening rules."), "B.1.a")
    if kind == Kind.PATTERN and not actor.has_role(Role.ADMIN):
        return no(_("Only an administrator changes a pattern. Words and exceptions of other rules are yours."), "B.1.a")
    return YES


def does_more(before, after):
    """In what a draft of a rule does more than before: "mode", "severity", "terms" or "exceptions"; "" where it does not.

    Both are mappings of mode, severity, terms, exceptions and options. In shadow nobody reads of a hit, so nothing is
    more; whether a caution is told does not hang on its severity.
    """
    if UPWARD.index(after["mode"]) > UPWARD.index(before["mode"]):
        return "mode"
    if after["mode"] == Mode.SHADOW:
        return ""
    if after["mode"] in QUEUES and Severity(after["severity"]).rank > Severity(before["severity"]).rank:
        return "severity"
    if _words(after["terms"]) - _words(before["terms"]) or after["options"] != before["options"]:
        return "terms"
    return "exceptions" if set(before["exceptions"]) - set(after["exceptions"]) else ""


def _words(terms):
    """Each word with what is said of its group."""
    found = set()
    for term in terms:
        if isinstance(term, str):
            found.add(("", term))
        else:
            said = json.dumps({name: value for name, value in term.items() if name != "words"}, sort_keys=True)
            found |= {(said, word) for word in term["words"]}
    return found


def may_promote(before, after, *, is_replayed):
    """Whether a rule may do what it says in `after`. `is_replayed`: that very content was run over stored posts of late."""
    if is_replayed or not does_more(before, after):
        return YES
    return no(
        _(
            "First run it over the posts of the last days, just as it stands here, and look at what it would catch. Then it"
            " may do more. A run counts for %(n)s days, and until the rule is changed."
        )
        % {"n": RUN_COUNTS.days}
    )


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
    if replay.has_failed:
        return no(_("The run did not come to its end. Run the draft over the posts again."))
    if replay.finished_at is None:
        return no(_("It can be used when the run is done."))
    return YES


def _is_current(replay, newest):
    if replay.based_on != newest:
        return no(_("The rule was changed after this run. Run the draft over the posts again."))
    return YES
