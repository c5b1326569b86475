"""Who may post on Pulse now, and what its author may know of what the screen found (B.1, B.1.a, B.1.c, B.1.e)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from pulse_moderation.rules.writing import may_write
from pulse_moderation.screening.rules import Mode, Severity
from workflow.verdicts import YES, first_no, no

# By the clause of a hit. Which words, which youth or which rule it was is never said: the same sentence stands for all.
SAID = {
    "B.1.b": later("It seems to link to personal social media, or to a site that does not fit DYS policy."),
    "B.1.d": later("It reads like advertising, a chain letter or spam."),
    "B.1.e": later("It seems to hold personal information about somebody."),
    "B.1.f": later("It seems to hold a password, or a way into somebody's account."),
    "B.1.h": later("It may identify a youth."),
    "B.1.i.i": later("It seems to hold profanity."),
    "B.1.i.ii": later("It seems to be about alcohol or drug use."),
    "B.1.i.iii": later("It seems to hold sexual material."),
    "C.2.a": later("It may identify a youth."),
    "C.2.b": later("It seems to hold health information about somebody."),
    "C.2.c": later("It seems to hold somebody's criminal record."),
    "C.2.d": later("It seems to name an officer of another agency."),
    "C.2.i": later("It may hurt or threaten somebody."),
}
# Where the clause says more than was found: a picture is no accusation, and a release may be named yet.
SAID_OF_RULE = {
    "S-IMG": ("B.1.i", later("It holds a picture, and a person looks at each picture first.")),
    "S-REL": ("B.1.h", later("It shows material of a youth: name the written release it relies on.")),
}
OTHERWISE = later("A moderator looks at posts like this one first.")
CAUTIONS = {
    "B.1.e": later("It seems to hold personal information of your own. You may publish it; think first who reads it.")
}
CAREFUL = later("Read it once more: it may not fit the policy.")


@dataclass(frozen=True)
class Told:
    """One thing an author reads of a screen: the clause and one sentence. What `waits` is held for a moderator."""

    clause: str
    sentence: str
    waits: bool


def may_compose(author, *, is_barred, has_read_notice):
    """Virtual Gateway access, privileges that stand, the notices read: asked anew at each request."""
    return first_no(may_write(author), _is_let(is_barred), _has_read(has_read_notice))


def _is_let(is_barred):
    if is_barred:
        return no(_("You may not post on Pulse now. You can read it, and report what breaks the policy."), "B.1.c")
    return YES


def _has_read(has_read_notice):
    return YES if has_read_notice else no(_("Read the notice about Pulse first."), "B.1.a")


def told_of(found):
    """What an author reads of hits, given as (code of the rule, clause id, mode, severity): one Told a sentence, those that
    wait first.
    """
    told = {}
    for code, clause, mode, severity in found:
        waits = mode == Mode.HOLD and severity in (Severity.HOLD, Severity.CRITICAL)
        if waits:
            clause, sentence = SAID_OF_RULE.get(code) or (clause, SAID.get(clause, OTHERWISE))
        elif mode == Mode.CAUTION or (mode == Mode.HOLD and severity == Severity.CAUTION):
            sentence = CAUTIONS.get(clause, CAREFUL)
        else:
            continue
        told.setdefault(str(sentence), Told(clause, sentence, waits))
    return sorted(told.values(), key=lambda one: (not one.waits, one.clause))
