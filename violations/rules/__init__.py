"""Who may do what with a report, and why not (C.3; domain 4.5, 7.7). That it exists is no matter of rules: see the wall."""

from django.utils.translation import gettext as _

from violations.rules.facts import LONGEST, SHORT, unreadable
from violations.rules.intake import missing
from workflow.verdicts import YES, no

SHORTEST = 30  # letters that tell what happened
MOST_NAMED = 20


def faults_of(alleged, narrative, named, described):
    """{name of a field: what to do about it}; empty when it can be filed. A detail is named "clause:detail"."""
    found = {}
    if not alleged:
        found["clauses"] = _("Choose what happened, or “not sure”.")
    for clause, details in alleged.items():
        found |= {f"{clause}:{name}": sentence for name, sentence in missing(clause, details).items()}
    if not named and not described:
        found["subjects"] = _("Say whom it is about, or describe them.")
    if len(named) + len(described) > MOST_NAMED:
        found["subjects"] = _("A report names at most %(n)s people. File a second one.") % {"n": MOST_NAMED}
    for text in described:
        if sentence := unreadable(text, SHORT):
            found["subjects"] = sentence
    if sentence := untold(narrative):
        found["narrative"] = sentence
    return found


def untold(narrative):
    """What is wrong with the telling of what happened; empty when it can stand."""
    if len(narrative.strip()) < SHORTEST:
        return _("Say in a sentence or two what happened.")
    return unreadable(narrative, LONGEST)


def may_name(*, is_subject, is_somebody):
    if not is_somebody:
        return no(_("Name or describe somebody."))
    return no(_("They are named in it already.")) if is_subject else YES


def may_let_in(*, is_subject, is_walled, is_in, reason):
    """Whoever holds a report lets one walled person in, on the record; a subject never."""
    if is_subject:
        return no(_("Nobody named in a report is let into it."))
    if is_in or not is_walled:
        return no(_("They are not kept away from it."))
    if not reason.strip():
        return no(_("Say why they are let in."))
    return YES
