"""Who may do what with an investigation authorization, and why not (B.3; domain 4.4, 4.5, 5.5, 7.3).

Pure: whatever a rule needs beyond the record stands in its arguments. Nothing here knows a rule of B.2, and nothing
of B.2 knows these (trap 1).
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from investigations.choices import Basis, Level
from investigations.states import MOVES, Act, State
from people.roles import Role
from people.titles import EmploymentStatus, JobTitle
from workflow.verdicts import YES, first_no, no

FACTS = (50, 4000)  # characters


@dataclass(frozen=True)
class Standing:
    """What the rules need to know: the day, the settings, for whom the actor stands in, who designated them."""

    day: object
    settings: dict
    stands_in_for: frozenset = field(default_factory=frozenset)  # ids of supervisors, each confirmed by Legal
    designation: object = None  # the actor's, in force on the day


def basis_of(person, designation):
    """Why this person may investigate (B.3), or None: then the form does not exist for them."""
    if not person.is_working or person.employment_status != EmploymentStatus.ACTIVE:
        return None
    if person.has_role(Role.INVESTIGATIONS):
        return Basis.INVESTIGATION_UNIT
    if person.has_role(Role.LEGAL):
        return Basis.LEGAL
    if person.job_title == JobTitle.APPREHENSION_OFFICER:
        return Basis.APPREHENSION
    return Basis.DESIGNEE if designation is not None else None


def is_supervisor(actor, authorization, standing):
    """The supervisor of record, or the delegate whom Legal confirmed; nobody further up (B.3.a)."""
    boss = authorization.investigator.reports_to_id
    return (
        actor.pk != authorization.investigator_id
        and actor.is_working
        and boss is not None
        and (boss == actor.pk or boss in standing.stands_in_for)
    )


def is_for_legal(actor, authorization):
    """A member of the Legal Unit, in a matter that is not their own."""
    return actor.has_role(Role.LEGAL, Role.GENERAL_COUNSEL) and actor.pk != authorization.investigator_id


def may_begin(person, designation):
    if basis_of(person, designation) is None:
        return no(_("Only those whom B.3 names may ask for this."), clause="B.3")
    return YES


def may_edit(actor, authorization):
    if actor.pk != authorization.investigator_id:
        return no(_("Only the investigator changes their own request."), clause="B.3.a")
    if authorization.state not in (State.DRAFT, State.RETURNED):
        return no(_("Only a draft or a returned request can be changed."))
    return YES


def may_submit(actor, authorization, standing, *, has_youth, has_platforms, has_open_escalation=False):
    verdict = first_no(may_edit(actor, authorization), may_begin(actor, standing.designation))
    if not verdict:
        return verdict
    if actor.reports_to_id is None:
        return no(
            _("You have no supervisor on record. Ask a portal administrator to record who it is."), clause="B.3.a"
        )
    answers = {
        _("the title"): authorization.title,
        _("the youth"): has_youth,
        _("the purpose"): authorization.purpose,
        _("the level of engagement"): authorization.level,
        _("the sites"): has_platforms,
        _("the days"): authorization.requested_from and authorization.requested_to,
        _("the statement"): authorization.attests_no_discrimination,
    }
    missing = [str(name) for name, answer in answers.items() if not answer]
    if missing:
        return no(_("Answer first: %(missing)s.") % {"missing": ", ".join(missing)}, clause="B.3.a")
    return first_no(
        _has_facts(authorization, basis_of(actor, standing.designation)),
        may_last(authorization.requested_from, authorization.requested_to, standing),
        may_start(authorization.requested_from, standing.day),
    )


def _has_facts(authorization, basis):
    """Specific facts, or, for the Investigation Unit, where they are recorded (B.3.d)."""
    length = len(authorization.facts.reveal()) if authorization.facts else 0
    if basis == Basis.INVESTIGATION_UNIT and (length or authorization.reference):
        return YES
    if not FACTS[0] <= length <= FACTS[1]:
        return no(
            _("Give the facts this rests on, in %(least)s to %(most)s characters.")
            % {"least": FACTS[0], "most": FACTS[1]},
            clause="B.3.a",
        )
    return YES


def may_start(starts, day):
    if starts < day:
        return no(_("The first day is over. Choose today or a later day."))
    return YES


def may_last(starts, ends, standing):
    longest = standing.settings["investigation_expiry_days"]
    if ends < starts:
        return no(_("The last day comes before the first. Choose a later day."))
    if (ends - starts).days > longest:
        return no(_("It can last %(days)s days at most. Choose an earlier last day.") % {"days": longest})
    if ends < standing.day:
        return no(_("The last day is over. Choose a later day."))
    return YES


def may_withdraw(actor, authorization):
    if actor.pk != authorization.investigator_id:
        return no(_("Only the investigator withdraws their own request."))
    return may_move(Act.WITHDRAW, authorization)


def may_move(act, authorization):
    if not MOVES.allows(act, authorization.state):
        return no(_("This cannot be done now: it is %(state)s.") % {"state": authorization.get_state_display().lower()})
    return YES


# The decision -----------------------------------------------------------------------------------------------------------


def may_decide(actor, authorization, standing):
    """B.3.a: by the investigator's supervisor, never by oneself, never by anybody further up."""
    if actor.pk == authorization.investigator_id:
        return no(_("Nobody decides their own request. Your supervisor decides it."), clause="B.3.a")
    if not is_supervisor(actor, authorization, standing):
        return no(_("Only the investigator's own supervisor decides this."), clause="B.3.a")
    if authorization.state != State.SUBMITTED:
        return no(_("This request does not wait for a decision."), clause="B.3.a")
    return YES


def may_grant(actor, authorization, standing, *, basis, expires_on, effective_from, interval_days):
    verdict = may_decide(actor, authorization, standing)
    if not verdict:
        return verdict
    if basis is None:
        return no(_("The person no longer belongs to those B.3 names. Return or deny the request."), clause="B.3")
    longest = standing.settings["investigation_review_interval_days"]
    if not 1 <= interval_days <= longest:
        return no(
            _("Meet at least every %(days)s days. The interval can be shorter.") % {"days": longest}, clause="B.3.b"
        )
    return may_last(effective_from, expires_on, standing)


def needs_concurrence(authorization, basis, settings, *, grants_communication):
    """Whether the Legal Unit concurs first: a setting of ours, never imposed on the Investigation Unit while off (B.3.d)."""
    if basis == Basis.INVESTIGATION_UNIT and not settings["legal_concurrence_applies_to_investigation_unit"]:
        return False
    if settings["legal_concurrence"] == "all":
        return True
    is_deep = authorization.level == Level.COVERT or grants_communication
    return settings["legal_concurrence"] == "covert_or_communication" and is_deep


def may_concur(actor, authorization):
    """Legal concurs or objects: a second person; once brought before the General Counsel, only that office."""
    if not is_for_legal(actor, authorization):
        return no(_("Only the Legal Unit answers this, and nobody in their own matter."), clause="B.3.a")
    if actor.pk in (authorization.decided_by_id, authorization.investigator.reports_to_id):
        return no(_("You supervise the investigator. Another member of the Legal Unit answers."), clause="B.3.a")
    if authorization.state != State.SUPERVISOR_GRANTED:
        return no(_("This does not wait for the Legal Unit."), clause="B.3.a")
    if authorization.is_escalated and not actor.has_role(Role.GENERAL_COUNSEL):
        return no(_("It was brought before the General Counsel, who answers."), clause="B.3.a")
    return YES


def may_escalate(actor, authorization, standing):
    if not is_supervisor(actor, authorization, standing):
        return no(_("Only the supervisor who granted it brings it before the General Counsel."), clause="B.3.a")
    if authorization.state != State.RETURNED or not authorization.is_objected:
        return no(_("The Legal Unit has not objected to this."), clause="B.3.a")
    if authorization.is_escalated:
        return no(_("The General Counsel has answered. Change the request, or withdraw it."), clause="B.3.a")
    return YES


# Its course -------------------------------------------------------------------------------------------------------------


def may_interrupt(act, actor, authorization, standing):
    if not is_supervisor(actor, authorization, standing) and not is_for_legal(actor, authorization):
        return no(_("Only the supervisor or the Legal Unit does this."), clause="B.3.a")
    return may_move(act, authorization)


def may_suspend(actor, authorization, standing):
    return may_interrupt(Act.SUSPEND, actor, authorization, standing)


def may_revoke(actor, authorization, standing):
    return may_interrupt(Act.REVOKE, actor, authorization, standing)


def may_resume(actor, authorization, standing, *, basis, owes_meeting_since=None):
    verdict = may_interrupt(Act.RESUME, actor, authorization, standing)
    if not verdict:
        return verdict
    if basis is None:
        return no(_("The person no longer belongs to those B.3 names."), clause="B.3")
    if authorization.suspended_because == "legal" and not is_for_legal(actor, authorization):
        return no(_("The Legal Unit suspended it, and only the Legal Unit resumes it."), clause="B.3.a")
    if authorization.suspended_because == "meeting_missed" and owes_meeting_since is not None:
        return no(_("Hold the review meeting that was due first."), clause="B.3.b")
    if authorization.expires_on < standing.day:
        return no(_("Its last day is over."))
    return YES


def may_close(actor, authorization, standing):
    if actor.pk != authorization.investigator_id and not is_supervisor(actor, authorization, standing):
        return no(_("Only the investigator or the supervisor closes it."), clause="B.3.a")
    return may_move(Act.CLOSE, authorization)


# People -----------------------------------------------------------------------------------------------------------------


def may_designate(actor, designee, from_on, to_on, day):
    """B.3: designees by the Legal or Investigation Unit, for somebody else, with dates."""
    if not actor.has_role(Role.LEGAL, Role.INVESTIGATIONS):
        return no(_("Only a member of the Legal or Investigation Unit designates somebody."), clause="B.3")
    if actor.pk == designee.pk:
        return no(_("Nobody designates themselves."), clause="B.3")
    if not designee.is_working:
        return no(_("This person has left."), clause="B.3")
    if to_on < from_on:
        return no(_("The last day comes before the first. Choose a later day."))
    if to_on < day:
        return no(_("The last day is over. Choose a later day."))
    return YES


def may_end_designation(actor, designation):
    if not actor.has_role(Role.LEGAL, Role.INVESTIGATIONS) or actor.pk == designation.designee_id:
        return no(_("Only a member of the Legal or Investigation Unit ends a designation."), clause="B.3")
    if designation.revoked_at is not None:
        return no(_("It was already ended."))
    return YES


def may_confirm_delegate(actor, delegation):
    if not actor.has_role(Role.LEGAL):
        return no(_("Only the Legal Unit confirms a delegate for confidential records."), clause="B.3.a")
    if actor.pk in (delegation.delegate_id, delegation.supervisor_id):
        return no(_("Another member of the Legal Unit confirms this."), clause="B.3.a")
    if delegation.ended_at is not None:
        return no(_("This delegation has ended."))
    return YES


def may_assign(actor, authorization, person, standing):
    if not is_supervisor(actor, authorization, standing) and not is_for_legal(actor, authorization):
        return no(_("Only the supervisor or the Legal Unit assigns somebody."), clause="B.3.a")
    if not person.has_role(Role.INVESTIGATIONS) or not person.is_working:
        return no(_("Only a member of the Investigation Unit can be assigned."), clause="B.3.a")
    if person.pk in (authorization.investigator_id, actor.pk):
        return no(_("Choose somebody else."))
    return YES
