"""Who may do what with a supervision authorization, and why not (B.2; domain 4.4, 4.5, 5.4, 7.1).

Pure: whatever a rule needs beyond the record stands in its arguments. `Standing` holds what a person is to a request.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from authorizations.choices import Capacity, Connection, HideSetting, ViewerAnswer, ViewerVisibility
from authorizations.names import belongs_to
from authorizations.states import MOVES, Act, State
from people.roles import Role
from people.titles import EmploymentStatus
from workflow.verdicts import YES, first_no, no

PRIVACY_CHECK_DAYS = 30
START_WITHIN_DAYS = 60  # longer than any renewal window
JUSTIFICATION = (30, 2000)  # characters


@dataclass(frozen=True)
class Standing:
    """What the rules about deciding need to know: the day, the settings, and whose decisions the actor may take."""

    day: object
    settings: dict
    delegated_by: frozenset = field(default_factory=frozenset)  # ids of supervisors who handed over to the actor


def acting_supervisor(authorization):
    """The supervisor of record now; of somebody who lost theirs, the one at submission."""
    return authorization.employee.reports_to or authorization.supervisor_at_submission


def capacity_to_decide(actor, authorization, standing):
    """As what this person would decide: supervisor, delegate, next in line, or None."""
    employee, supervisor = authorization.employee, acting_supervisor(authorization)
    if supervisor is None or actor.pk == employee.pk or not actor.is_working:
        return None
    if actor.supervises(employee):
        return Capacity.SUPERVISOR
    if employee.reports_to_id in standing.delegated_by:
        return Capacity.DELEGATE
    if supervisor.reports_to_id == actor.pk and _next_in_line_may_step_in(authorization, supervisor, standing):
        return Capacity.CHAIN
    return None


def _next_in_line_may_step_in(authorization, supervisor, standing):
    if not standing.settings["allow_chain_decision"]:
        return False
    is_absent = not supervisor.is_working or authorization.employee.reports_to_id is None
    is_late = authorization.decide_by is not None and standing.day > authorization.decide_by
    return is_absent or is_late


def may_decide(actor, authorization, standing):
    """B.2: authorization in writing from *their* supervisor; never from oneself (domain 4.5)."""
    if actor.pk == authorization.employee_id:
        return no(_("Nobody decides their own request. Your supervisor decides it."), clause="B.2")
    if capacity_to_decide(actor, authorization, standing) is None:
        return no(
            _("Only the employee's own supervisor decides this, or who stands in for them."),
            clause="B.2",
        )
    if authorization.state != State.SUBMITTED:
        return no(_("This request does not wait for a decision."), clause="B.2")
    return YES


def may_grant(actor, authorization, standing, *, is_name_confirmed=True, expires_on=None, effective_from=None):
    verdict = may_decide(actor, authorization, standing)
    if not verdict:
        return verdict
    if authorization.youth.is_discharged:
        return no(_("The youth is discharged: supervision has ended. Deny or return the request."), clause="B.2")
    if not authorization.employee.is_working:
        return no(_("The employee has left."), clause="B.2")
    if authorization.employee.employment_status != EmploymentStatus.ACTIVE:
        return no(_("The employee is on leave. Return the request, or grant it once they are back."), clause="B.2")
    if authorization.account.owner_id != authorization.employee_id or authorization.account.state != "registered":
        return no(_("The account is no longer registered to the employee."), clause="B.2.e")
    if not has_real_name(authorization) and not is_name_confirmed:
        return no(
            _("The account shows another name. Confirm that you know it to be the employee's, or return the request."),
            clause="B.2.b",
        )
    viewers = may_use_site(authorization.platform)
    if not viewers:
        return viewers
    if expires_on is not None and effective_from is not None:
        return may_last(effective_from, expires_on, standing)
    return YES


def may_grant_beside(authorization, *, is_held_by_legal):
    """What Legal suspended does not go on under another number."""
    if is_held_by_legal:
        return no(
            _("The Legal Unit suspended an authorization for the same youth and account. It decides first."),
            clause="B.2",
        )
    return YES


def may_last(effective_from, expires_on, standing):
    longest = standing.settings["supervision_expiry_days"]
    if expires_on < effective_from:
        return no(_("The last day comes before the first. Choose a later day."))
    if (expires_on - effective_from).days > longest:
        return no(_("It can last %(days)s days at most. Choose an earlier last day.") % {"days": longest})
    if expires_on < standing.day:
        return no(_("The last day is over. Choose a later day."))
    return YES


def has_real_name(authorization):
    return belongs_to(authorization.display_name, authorization.employee)


# The request ----------------------------------------------------------------------------------------------------------


def may_request(actor):
    """Everybody the policy covers may ask, once they have a supervisor to ask (APP, B.2/0b)."""
    if actor.employment_status != EmploymentStatus.ACTIVE:
        return no(_("You are recorded as on leave. You can ask once you are back."), clause="B.2")
    if actor.reports_to_id is None:
        return no(
            _("You have no supervisor on record, and only your supervisor can authorize this. Ask a portal administrator"
              " to record who your supervisor is."),
            clause="B.2",
        )  # fmt: skip
    return YES


def may_draft_for(actor, employee):
    """A supervisor may prepare a request for a member of staff, who signs it (domain 5.4)."""
    if actor.pk != employee.pk and not actor.supervises(employee):
        return no(_("Only the employee, or their supervisor for them, begins a request."), clause="B.2")
    return YES


def may_edit(actor, authorization):
    if authorization.state not in (State.DRAFT, State.RETURNED):
        return no(_("Only a draft or a returned request can be changed."))
    if actor.pk != authorization.employee_id and not _drafts_for_them(actor, authorization):
        return no(_("Only the employee changes their own request."), clause="B.2")
    return YES


def _drafts_for_them(actor, authorization):
    """Who prepared the draft, for as long as they are the employee's supervisor."""
    is_drafter = authorization.state == State.DRAFT and authorization.drafted_by_id == actor.pk
    return is_drafter and actor.supervises(authorization.employee)


def may_choose_youth(youth, *, is_within_reach):
    if not is_within_reach:
        return no(_("No youth in your reach has this number or name. Check it, or ask your supervisor."))
    if youth.is_discharged:
        return no(_("This youth is discharged. Social media may not be used to supervise former youth."), clause="B.2")
    return YES


def may_use_site(platform):
    """B.2.d: where viewers are shown and nothing hides them, only under a recorded ruling of the Legal Unit."""
    if not platform.takes_requests:
        return no(_("%(site)s takes no new requests.") % {"site": platform.name}, clause="B.2")
    if platform.needs_ruling and not platform.ruling:
        return no(
            _("%(site)s shows who is viewing and has no setting that hides you. It can be used once the Legal Unit has"
              " recorded a ruling for it.") % {"site": platform.name},
            clause="B.2.d",
        )  # fmt: skip
    return YES


def may_name_site(text, listed):
    """A site of the list is chosen there: under another name neither its claims nor its rulings would hold (B.2.d, e)."""
    if not any(char.isalnum() for char in text):
        return no(_("Name the site."), clause="B.2.e")
    if listed is None:
        return YES
    if not listed.takes_requests:
        return may_use_site(listed)
    return no(_("%(site)s is in the list. Choose it there.") % {"site": listed.name}, clause="B.2.e")


def viewer_answers(platform):
    """The answers this site leaves open (B.2.d); empty when it shows no viewers and nothing is asked."""
    if platform.viewer_visibility == ViewerVisibility.UNKNOWN:
        return [ViewerAnswer.NOT_SHOWN, ViewerAnswer.HIDDEN]
    if not platform.shows_viewers:
        return []
    if platform.hide_setting == HideSetting.YES:
        return [ViewerAnswer.HIDDEN]
    if platform.hide_setting == HideSetting.PARTLY:
        return [ViewerAnswer.HIDDEN, ViewerAnswer.WILL_NOT_OPEN]
    return [ViewerAnswer.WILL_NOT_OPEN]


def needs_privacy_attestation(platform):
    return bool(viewer_answers(platform))


def may_check_privacy_on(checked_on, day):
    if checked_on > day:
        return no(_("This day has not come yet."), clause="B.2.d")
    if checked_on < day - timedelta(days=PRIVACY_CHECK_DAYS):
        return no(
            _("This is more than %(days)s days ago. Check the setting again and enter today's date.")
            % {"days": PRIVACY_CHECK_DAYS},
            clause="B.2.d",
        )
    return YES


def may_submit(actor, authorization, standing, *, has_open_connection_issue, is_within_reach):
    """Everything of domain 5.4 that does not belong to one field alone."""
    if actor.pk != authorization.employee_id:
        return no(_("Only the employee signs and sends their own request."), clause="B.2")
    may_begin = first_no(may_edit(actor, authorization), may_request(actor), _is_complete(authorization))
    if not may_begin:
        return may_begin
    return first_no(
        _may_be_connected(authorization, has_open_connection_issue),
        may_choose_youth(authorization.youth, is_within_reach=is_within_reach),
        may_use_site(authorization.platform),
        _may_answer_viewers(authorization, standing.day),
        _may_show_name(authorization),
        may_start(authorization.requested_from, standing.day),
        may_last(authorization.requested_from, authorization.requested_to, standing),
    )


def _is_complete(authorization):
    answers = {
        _("the youth"): authorization.youth,
        _("the purpose"): authorization.purposes,
        _("the days"): authorization.requested_from and authorization.requested_to,
        _("the site"): authorization.platform,
        _("the account name"): authorization.handle_entered.strip(),
        _("what kind of account it is"): authorization.account_kind,
        _("the name the account shows"): authorization.display_name.strip(),
        _("whether it is connected with youth or family"): authorization.existing_connection,
    }
    missing = [str(name) for name, answer in answers.items() if not answer]
    if missing:
        return no(_("Answer first: %(missing)s.") % {"missing": ", ".join(missing)}, clause="B.2")
    length = len(authorization.justification.reveal()) if authorization.justification else 0
    if not JUSTIFICATION[0] <= length <= JUSTIFICATION[1]:
        return no(
            _("Say in %(least)s to %(most)s characters how it helps in supervising this youth.")
            % {"least": JUSTIFICATION[0], "most": JUSTIFICATION[1]},
            clause="B.2",
        )
    return YES


def _may_be_connected(authorization, has_open_issue):
    if has_open_issue or authorization.existing_connection != Connection.NONE:
        return no(
            _("The account is connected with a youth or family. Keep the connection as it is: the Legal Unit was told"
              " and says what happens next. Until then this request waits."),
            clause="B.2.a",
        )  # fmt: skip
    return YES


def _may_answer_viewers(authorization, day):
    answers = viewer_answers(authorization.platform)
    if not answers:
        return YES
    if authorization.viewer_answer not in answers:
        return no(_("Say how you keep from being seen as a viewer."), clause="B.2.d")
    if authorization.viewer_answer == ViewerAnswer.HIDDEN:
        if authorization.privacy_checked_on is None:
            return no(_("Enter the day on which you checked the setting."), clause="B.2.d")
        return may_check_privacy_on(authorization.privacy_checked_on, day)
    return YES


def _may_show_name(authorization):
    if not has_real_name(authorization) and not authorization.name_mismatch_explanation.strip():
        return no(_("The account shows another name than your record. Explain why, or correct it."), clause="B.2.b")
    return YES


def may_start(starts, day):
    """Leave begins soon or not at all: what lies far ahead is asked for when it is near."""
    if starts < day:
        return no(_("The first day is over. Choose today or a later day."))
    if (starts - day).days > START_WITHIN_DAYS:
        return no(_("The first day is too far ahead. Choose one within %(days)s days.") % {"days": START_WITHIN_DAYS})
    return YES


# Its course -----------------------------------------------------------------------------------------------------------


def is_in_charge(actor, authorization, standing):
    """The supervisor of record, or who decides in their place today."""
    return (
        actor.pk != authorization.employee_id
        and actor.is_working
        and (actor.supervises(authorization.employee) or authorization.employee.reports_to_id in standing.delegated_by)
    )


def is_legal(actor, authorization):
    return actor.has_role(Role.LEGAL) and actor.pk != authorization.employee_id


def _may_move(act, authorization):
    if not MOVES.allows(act, authorization.state):
        return no(_("This cannot be done now: it is %(state)s.") % {"state": authorization.get_state_display().lower()})
    return YES


def may_withdraw(actor, authorization):
    if actor.pk != authorization.employee_id:
        return no(_("Only the employee withdraws their own request."))
    return _may_move(Act.WITHDRAW, authorization)


def may_suspend(actor, authorization, standing):
    if not is_in_charge(actor, authorization, standing) and not is_legal(actor, authorization):
        return no(_("Only the employee's supervisor or the Legal Unit suspends it."), clause="B.2")
    return _may_move(Act.SUSPEND, authorization)


def may_resume(actor, authorization, standing):
    if not is_in_charge(actor, authorization, standing) and not is_legal(actor, authorization):
        return no(_("Only the employee's supervisor or the Legal Unit resumes it."), clause="B.2")
    if authorization.suspended_because == "legal" and not actor.has_role(Role.LEGAL):
        return no(_("The Legal Unit suspended it, and only the Legal Unit resumes it."), clause="B.2")
    if authorization.employee.employment_status != EmploymentStatus.ACTIVE:
        return no(_("The employee is still on leave."), clause="B.2")
    if authorization.expires_on and authorization.expires_on < standing.day:
        return no(_("It has expired. A renewal is needed."), clause="B.2")
    return _may_move(Act.RESUME, authorization)


def may_revoke(actor, authorization, standing):
    if not is_in_charge(actor, authorization, standing) and not is_legal(actor, authorization):
        return no(_("Only the employee's supervisor or the Legal Unit revokes it."), clause="B.2")
    return _may_move(Act.REVOKE, authorization)


def may_close(actor, authorization, standing):
    if actor.pk != authorization.employee_id and not is_in_charge(actor, authorization, standing):
        return no(_("Only the employee or their supervisor closes it."), clause="B.2")
    return _may_move(Act.CLOSE, authorization)


def renewal_opens_on(authorization, settings):
    return authorization.expires_on - timedelta(days=settings["renewal_window_days"])


def may_renew(actor, authorization, standing, *, has_successor):
    if actor.pk != authorization.employee_id:
        return no(_("Only the employee asks for a renewal."), clause="B.2")
    if authorization.state not in (State.ACTIVE, State.EXPIRED):
        return no(_("Only an active or expired authorization is renewed."), clause="B.2")
    if has_successor:
        return no(_("A renewal of it is already under way."))
    if authorization.youth.is_discharged:
        return no(_("The youth is discharged."), clause="B.2")
    opens = renewal_opens_on(authorization, standing.settings)
    if standing.day < opens:
        return no(_("A renewal can be asked for from %(day)s.") % {"day": f"{opens:%b} {opens.day}, {opens.year}"})
    return YES


def may_reaffirm(actor, authorization, standing):
    """A new supervisor says that a colleague's grant stands; a supporting control (domain 7.1)."""
    if not is_in_charge(actor, authorization, standing):
        return no(_("Only the employee's present supervisor re-affirms it."))
    if authorization.reaffirm_due_on is None or not authorization.is_live:
        return no(_("There is nothing to re-affirm."))
    return YES


def may_recheck_privacy(actor, authorization):
    """B.2.d: the setting that hides the viewer is checked again by who uses the account."""
    if actor.pk != authorization.employee_id:
        return no(_("Only the employee checks the settings of their own account."), clause="B.2.d")
    if not authorization.is_live:
        return no(_("Only for an authorization in force."))
    if authorization.viewer_answer != ViewerAnswer.HIDDEN:
        return no(_("Nothing is to be checked for this site."), clause="B.2.d")
    return YES


def may_confirm_note(actor, note):
    """B.2.c: by who was authorized, or the youth's assigned caseworker."""
    authorization = note.authorization
    if actor.pk not in (authorization.employee_id, authorization.youth.assigned_caseworker_id):
        return no(_("Only the employee or the youth's assigned caseworker confirms the note."), clause="B.2.c")
    if not note.is_open:
        return no(_("This note is already confirmed, or a newer one replaced it."), clause="B.2.c")
    return YES


def may_enter_note_on(entered_on, day, written_on):
    if entered_on > day:
        return no(_("This day has not come yet."), clause="B.2.c")
    if entered_on < written_on:
        return no(
            _("The note was written later than this. Enter the day on which you put it into JJEMS."), clause="B.2.c"
        )
    return YES


# Accounts, sites ------------------------------------------------------------------------------------------------------


def may_rename(actor, authorization, *, has_open_rename):
    if actor.pk != authorization.employee_id:
        return no(_("Only the owner of the account reports its new name."), clause="B.2.e")
    if not authorization.is_live:
        return no(_("Only for an authorization in force."))
    if has_open_rename:
        return no(_("A new name already waits for your supervisor's decision."))
    return YES


def may_decide_rename(actor, rename, standing):
    authorization = rename.authorization
    if actor.pk == authorization.employee_id or not is_in_charge(actor, authorization, standing):
        return no(_("Only the employee's own supervisor decides this."), clause="B.2")
    if rename.state != "asked":
        return no(_("This was already decided."))
    return YES


def may_release_account(actor, account, *, has_live):
    """A typing error only: released by Legal or an administrator with a reason, never transferred (domain 5.3)."""
    if not actor.has_role(Role.LEGAL, Role.ADMIN) or actor.pk == account.owner_id:
        return no(_("Only the Legal Unit or a portal administrator releases an account name."), clause="B.2.e")
    if account.state != "registered":
        return no(_("This account name was already released."))
    if has_live:
        return no(_("An authorization in force uses this account. It must end first."), clause="B.2.e")
    return YES


def may_keep_sites(actor):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator changes the facts of a site."))
    return YES


def may_rule_on_site(actor):
    if not actor.has_role(Role.LEGAL):
        return no(_("Only the Legal Unit records a ruling."), clause="B.2.d")
    return YES
