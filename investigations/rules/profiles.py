"""Who may do what with an investigation profile, its record and its reviews (B.3.a; domain 5.6, 7.4)."""

from django.utils.translation import gettext_lazy as _

from investigations.choices import Answer, ReviewCheck, ReviewResult
from investigations.rules import is_for_legal, is_supervisor
from investigations.states import HELD, PROFILE_MOVES, ProfileAct, ProfileState, State
from workflow.verdicts import YES, no

CLAUSE = "B.3.a"


def may_add(actor, authorization):
    if actor.pk != authorization.investigator_id:
        return no(_("Only the investigator records a profile."), clause=CLAUSE)
    if not authorization.grants_profile:
        return no(_("No profile was granted with this authorization."), clause=CLAUSE)
    if authorization.state != State.ACTIVE:
        return no(_("The authorization is not active."), clause=CLAUSE)
    return YES


def may_record(actor, profile):
    """The account is recorded by the investigator, after the grant, while the authorization is active."""
    verdict = may_add(actor, profile.authorization)
    if not verdict:
        return verdict
    return may_move(ProfileAct.RECORD, profile)


def may_be_created_on(day, profile, today):
    if day < profile.granted_on:
        return no(_("A profile is created after it was granted, not before."), clause="B.3.a/2")
    if day > today:
        return no(_("This day has not come yet."), clause="B.3.a/2")
    return YES


def may_move(act, profile):
    if not PROFILE_MOVES.allows(act, profile.state):
        return no(
            _("This cannot be done now: the profile is %(state)s.") % {"state": profile.get_state_display().lower()}
        )
    return YES


def is_holder(actor, profile):
    holder = profile.holder
    return holder is not None and holder.pk == actor.pk


def may_use(act, actor, profile, standing):
    """Rest, wake, report as compromised, call for deactivation, deactivate: who holds it, or the supervisor."""
    if not is_holder(actor, profile) and not is_supervisor(actor, profile.authorization, standing):
        return no(_("Only the person authorized to access the account, or the supervisor, does this."), clause=CLAUSE)
    if act == ProfileAct.WAKE and profile.authorization.state != State.ACTIVE:
        return no(_("The authorization is not active."), clause=CLAUSE)
    return may_move(act, profile)


def may_give_up(actor, profile, standing):
    if actor.pk != profile.authorization.investigator_id and not is_supervisor(actor, profile.authorization, standing):
        return no(_("Only the investigator or the supervisor says so."), clause=CLAUSE)
    return may_move(ProfileAct.GIVE_UP, profile)


def may_change_persona(actor, profile):
    if not is_holder(actor, profile):
        return no(_("Only the person authorized to access the account changes this."), clause=CLAUSE)
    if profile.state not in HELD:
        return no(_("The profile is not in use."), clause=CLAUSE)
    return YES


def may_acknowledge(actor, record, profile, standing):
    """The supervisor holds the confidential account record (B.3.a/3)."""
    if not is_supervisor(actor, profile.authorization, standing):
        return no(_("The supervisor holds this record and acknowledges it."), clause="B.3.a/3")
    if record is None or record.acknowledged_at is not None:
        return no(_("There is no record to acknowledge."), clause="B.3.a/3")
    return YES


def may_hand_over(actor, profile, person, *, basis, standing):
    """One person at a time; another by a new approval of the supervisor, the history kept (B.3.a)."""
    if not is_supervisor(actor, profile.authorization, standing):
        return no(_("Only the supervisor approves another person."), clause=CLAUSE)
    if profile.state not in HELD or profile.authorization.state != State.ACTIVE:
        return no(_("The profile is not in use."), clause=CLAUSE)
    if person.pk == actor.pk:
        return no(_("Nobody approves themselves. Choose somebody else."), clause=CLAUSE)
    if is_holder(person, profile):
        return no(_("This person holds it already."), clause=CLAUSE)
    if basis is None:
        return no(_("This person does not belong to those B.3 names."), clause="B.3")
    if person.reports_to_id != profile.authorization.investigator.reports_to_id:
        return no(
            _("This person has another supervisor, who may not know of this. Choose one of the same staff."),
            clause=CLAUSE,
        )
    return YES


def may_review(actor, profile):
    """Legal's review: of the Legal Unit, neither the investigator nor the supervisor (domain 5.6)."""
    authorization = profile.authorization
    if not is_for_legal(actor, authorization):
        return no(_("Only the Legal Unit reviews a profile, and nobody their own."), clause=CLAUSE)
    if actor.pk in (authorization.investigator.reports_to_id, authorization.decided_by_id) or is_holder(actor, profile):
        return no(_("Another member of the Legal Unit reviews this."), clause=CLAUSE)
    if profile.review_due_on is None:
        return no(_("No review is due."), clause=CLAUSE)
    return YES


def may_result(answers, result, conditions):
    """Concurring needs every check answered with yes; anything else says what follows."""
    missing = [check for check in ReviewCheck.values if answers.get(check) not in Answer.values]
    if missing:
        return no(_("Answer every check."), clause=CLAUSE)
    if result == ReviewResult.CONCUR and set(answers.values()) != {Answer.YES.value}:
        return no(
            _("Concurring needs every check answered with yes. Concur with conditions, suspend or close."),
            clause=CLAUSE,
        )
    if result != ReviewResult.CONCUR and not conditions.strip():
        return no(_("Say what is to be done. The person and the supervisor read it."), clause=CLAUSE)
    return YES


def is_recorded(profile):
    return profile.state not in (ProfileState.GRANTED, ProfileState.NOT_CREATED)
