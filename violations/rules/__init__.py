"""Who may do what with a report, and why not (C.3; domain 4.5, 7.7). That it exists is no matter of rules: see the wall."""

from django.utils.translation import gettext as _

from violations.rules.intake import missing
from workflow.verdicts import YES, no

SHORTEST = 30  # letters that tell what happened


def may_file(narrative, named, described, alleged):
    if not alleged:
        return no(_("Choose what happened, or “not sure”."), clause="C.3")
    for clause, details in alleged.items():
        if sentences := missing(clause, details):
            return no(next(iter(sentences.values())), clause=clause or "C.3")
    if not named and not described:
        return no(_("Say whom it is about, or describe them."), clause="C.3")
    if len(narrative.strip()) < SHORTEST:
        return no(_("Say in a sentence or two what happened."), clause="C.3")
    return YES


def may_take(report, *, is_reporter):
    if is_reporter:
        return no(_("Nobody handles what they reported themselves."))
    if report.handler_id is not None:
        return no(_("Somebody has it already."))
    return YES


def may_let_in(actor, person, *, is_subject, is_walled, reason):
    """Whoever holds a report lets one walled person in, on the record; a subject never."""
    if is_subject:
        return no(_("Nobody named in a report is let into it."))
    if person.pk == actor.pk or not is_walled:
        return no(_("They are not kept away from it."))
    if not reason.strip():
        return no(_("Say why they are let in."))
    return YES
