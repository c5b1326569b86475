"""What triage, assignment and the end of a report ask for (domain 6.11, 7.7). Pure."""

from django.utils.translation import gettext as _

from authorizations.choices import DutyKind, DutyMethod
from violations.choices import REFERRALS, Answer, Decided, DismissReason, Measure, NoteKind
from violations.rules.matching import may_confirm_authorized
from violations.states import Act, State
from workflow.verdicts import YES, no

CLAUSE = "C.3"
ONE_OF = (
    Decided.INVESTIGATE,
    Decided.TO_SUPERVISOR,
    Decided.DEFER,
    Decided.JOIN,
    Decided.DISMISS,
    Decided.AUTHORIZED,
)
LEADS_TO = {
    Decided.INVESTIGATE: (Act.INVESTIGATE, State.INVESTIGATING),
    Decided.TO_SUPERVISOR: (Act.TO_SUPERVISOR, State.WITH_SUPERVISOR),
    Decided.DEFER: (Act.DEFER, State.DEFERRED),
    Decided.JOIN: (Act.JOIN, State.DUPLICATE),
    Decided.DISMISS: (Act.DISMISS, State.DISMISSED),
    Decided.AUTHORIZED: (Act.DISMISS, State.DISMISSED),
}
REFERRED = (Act.REFER, State.REFERRED)


def may_answer_safety(*, has_contact, measure, text, manager, is_named, suspends_others):
    """Triage begins with the youth: is there still contact, and what is done about it at once."""
    if has_contact not in Answer.values or measure not in Measure.values:
        return no(_("Say whether there is still contact, and what is done about it."), CLAUSE)
    if not text.strip():
        if measure == Measure.NONE:
            return no(_("Say why nothing is needed."), CLAUSE)
        return no(_("Say what is done."), CLAUSE)
    if measure == Measure.INSTRUCTED and manager is None:
        return no(_("Choose the manager who gets the instruction."), CLAUSE)
    if measure == Measure.INSTRUCTED and (is_named or not manager.is_working):
        return no(
            _("%(name)s cannot get this instruction. Choose another manager.") % {"name": manager.full_name}, CLAUSE
        )
    if suspends_others:
        return no(_("Only authorizations of who is named are suspended here."), CLAUSE)
    return YES


def move_of(kinds):
    """(act, state after) of these decisions together; None when they do not go together."""
    chosen = [kind for kind in ONE_OF if kind in kinds]
    if not kinds or len(chosen) > 1 or not set(kinds) <= set(Decided.values):
        return None
    if chosen and chosen[0] in (Decided.JOIN, Decided.DISMISS, Decided.AUTHORIZED) and len(kinds) > 1:
        return None
    return LEADS_TO[chosen[0]] if chosen else REFERRED


def may_decide(*, kinds, reason, dismissed_because, is_safety_answered, joined_to, is_restricted, open_duties):
    """Decisions of triage, several at once where they go together."""
    if not is_safety_answered:
        return no(_("Answer first whether the youth is safe."), CLAUSE)
    if move_of(kinds) is None:
        return no(_("These do not go together. Choose one way, and referrals beside it."), CLAUSE)
    if not reason.strip():
        return no(_("Give the reason."), CLAUSE)
    if Decided.DISMISS in kinds and dismissed_because not in DismissReason.values:
        return no(_("Choose why no violation is alleged."), CLAUSE)
    if Decided.JOIN in kinds and joined_to is None:
        return no(_("Choose the report it is joined to."), CLAUSE)
    if Decided.AUTHORIZED in kinds and not is_restricted:
        return no(_("Only a report that meets an investigation profile is ended so."), CLAUSE)
    if is_restricted and Decided.DISMISS in kinds and dismissed_because == DismissReason.AUTHORIZED:
        return no(_("That needs a second reader: choose “%(kind)s”.") % {"kind": Decided.AUTHORIZED.label}, CLAUSE)
    if set(kinds) & {Decided.JOIN, Decided.DISMISS}:
        return may_end(open_duties=open_duties)
    return YES


def may_end(*, open_duties):
    """Who has to be told by law is told, whatever becomes of the report."""
    if open_duties:
        return no(" ".join(_("Answer the open duty: %(duty)s.") % {"duty": duty} for duty in open_duties), CLAUSE)
    return YES


def may_join(*, is_same, is_joined):
    """Two reports joined to each other would be nobody's."""
    if is_same or is_joined:
        return no(_("Choose another report, one that is not joined itself."), CLAUSE)
    return YES


def may_assign(*, person, is_reader_then, is_subject, is_reporter, has_it, is_closed_to_them):
    """Who is walled off handles nothing unless let in first; who reported it never does (domain 4.5.2).

    Closed to others is what touches an investigation, but to the Legal and the Investigation Unit (4.4), and a concern
    about retaliation to whoever handles the report it follows from.
    """
    if is_subject or is_reporter or not is_reader_then or is_closed_to_them:
        return no(_("%(name)s cannot handle this report.") % {"name": person.full_name}, CLAUSE)
    if has_it:
        return no(_("They were asked already."), CLAUSE)
    return YES


def needs_words(text):
    return YES if text.strip() else no(_("Say it in a few words."), CLAUSE)


def may_pause(*, is_paused):
    return no(_("It waits already."), CLAUSE) if is_paused else YES


def may_read_second(decision, actor, *, is_behind, is_decider_kept_away):
    """Authorized activity is confirmed by somebody who did not decide it, from outside the chain behind the account."""
    if decision.kind != Decided.AUTHORIZED or decision.second_read_at is not None:
        return no(_("Nothing waits to be confirmed."), CLAUSE)
    if is_decider_kept_away:
        return no(_("Whoever decided this is kept away by now. Decide anew."), CLAUSE)
    return may_confirm_authorized(is_first=decision.by_id == actor.pk, is_behind=is_behind)


def may_write_privileged(*, kind, is_legal):
    if kind == NoteKind.PRIVILEGED and not is_legal:
        return no(_("Only the Legal Unit writes privileged notes."), CLAUSE)
    return YES


def may_owe(*, kind, is_owed):
    if kind not in DutyKind.values:
        return no(_("Choose who has to be told."), CLAUSE)
    return no(_("It is on the list already."), CLAUSE) if is_owed else YES


def may_have_made(*, made_at, at, recipient, method):
    if made_at > at:
        return no(_("This has not happened yet."), CLAUSE)
    if method not in DutyMethod.values or not recipient.strip():
        return no(_("Say how, and whom you told."), CLAUSE)
    return YES


def may_allege(*, is_alleged, missing):
    if is_alleged:
        return no(_("The report names this clause already."), CLAUSE)
    return no(next(iter(missing.values())), CLAUSE) if missing else YES


def may_hand_in(*, unfound):
    if not unfound:
        return YES
    listed = ", ".join(f"{clause} ({who})" for who, clause in unfound)
    return no(_("Still to find: %(listed)s.") % {"listed": listed}, CLAUSE)


def may_correct(*, text, due_on, today):
    if not text.strip():
        return no(_("Say what is done."), "C.2")
    return YES if due_on >= today else no(_("Choose today or a later day."), "C.2")


def may_be_done_on(day, *, today):
    return YES if day <= today else no(_("This has not happened yet."), "C.2")


def may_record_result(decision):
    return (
        YES if decision.kind in REFERRALS or decision.kind == Decided.DEFER else no(_("Nothing was referred."), CLAUSE)
    )


def still_to_do(*, open_duties, unfound, unsigned, uncorrected, is_paused, is_late, delay_reason, told, unanswered):
    """What keeps a report from being closed, as sentences; empty when it may be closed (domain 7.7).

    `unfound`: (who, clause) without a finding; `unsigned`: those without a countersignature; `uncorrected`: sustained
    ones without an action for the person and one for the place; `unanswered`: referrals without a result.
    """
    found = [_("Answer the open duty: %(duty)s.") % {"duty": duty} for duty in open_duties]
    found += [_("Find on %(clause)s for %(who)s.") % {"who": who, "clause": clause} for who, clause in unfound]
    found += [_("Have the finding on %(clause)s for %(who)s countersigned.") % {"who": who, "clause": clause}
              for who, clause in unsigned]  # fmt: skip
    found += [_("Add an action for the person and one for the place: %(clause)s, %(who)s.") % {"who": who, "clause": clause}
              for who, clause in uncorrected]  # fmt: skip
    found += [_("Enter what came of: %(what)s.") % {"what": what} for what in unanswered]
    if is_paused:
        found.append(_("End the wait."))
    if is_late and not delay_reason.strip():
        found.append(_("It is late: say why."))
    if not told.strip():
        found.append(_("Write to the reporter that it is closed, without what was found."))
    return found
