"""When something may be found, and by whom it is countersigned (C.2, P.3; domain 5.10). Pure."""

from django.utils.translation import gettext as _

from violations.choices import Answer, Found
from workflow.verdicts import YES, no

P3 = "P.3"
FLAGS = ("during_work_hours", "on_work_equipment")
LEAST_DAYS_TO_ANSWER = 3


def may_sign(*, found, rationale, relied_on, clause, details, subject_is_known, is_heard):
    """`details` are those of the allegation with what was established since; `clause` is None for "not sure"."""
    if found not in Found.values:
        return no(_("Choose what was found."), clause or "C.3")
    if not rationale.strip() or not relied_on.strip():
        return no(_("Say why, and on what evidence."), clause or "C.3")
    if found != Found.SUSTAINED:
        return YES
    if clause is None:
        return no(_("Name the clause first: nothing is sustained without one."), "C.3")
    if not subject_is_known:
        return no(_("Name the person first: nothing is sustained of somebody unknown."), clause)
    if clause == P3 and not has_condition_of_p3(details):
        return no(_("P.3 is about work hours or work equipment. Neither was established."), P3)
    if not is_heard:
        return no(_("Hear them first: their answer, its lapse or a waiver."), clause)
    return YES


def has_condition_of_p3(details):
    """P.3 with neither of its conditions is no violation of P.3; what was established since counts more."""
    known = dict(details or {})
    known |= known.get("established", {})
    return Answer.YES in [known.get(flag) for flag in FLAGS]


def is_heard_on(clause, hearings, day):
    """Whether a subject was heard on this clause: a notice of something else does not count."""
    return any(clause in hearing.clauses and is_heard(hearing, day) for hearing in hearings)


def is_heard(hearing, day):
    """Whether a subject was heard: they answered, waived it, or let the time pass."""
    return hearing is not None and (
        hearing.answered_at is not None or hearing.waived_at is not None or hearing.answer_by < day
    )


def may_countersign(finding, actor):
    if finding.countersigned_at is not None:
        return no(_("It is countersigned already."), "C.2")
    if finding.signed_by_id == actor.pk:
        return no(_("Somebody else countersigns what you signed."), "C.2")
    return YES


def may_send_notice(*, has_person, has_clause, is_sent, allegation, days):
    if not has_person:
        return no(_("Only a person of the portal can be sent a notice."), "C.2")
    if not has_clause:
        return no(_("Name the clause first: a notice says which it is."), "C.2")
    if is_sent:
        return no(_("They have the notice of every clause already."), "C.2")
    if not allegation.strip():
        return no(_("Say what is alleged, without who reported it."), "C.2")
    if days < LEAST_DAYS_TO_ANSWER:
        return no(_("Give at least %(n)s business days to answer.") % {"n": LEAST_DAYS_TO_ANSWER}, "C.2")
    return YES


def may_answer(hearing, actor, *, is_ended):
    if hearing.person_id != actor.pk:
        return no(_("Only the person named answers."), "C.2")
    if hearing.answered_at or hearing.waived_at:
        return no(_("You answered already."), "C.2")
    if is_ended:
        return no(_("This has ended."), "C.2")
    return YES
