"""Who may change what about people, and why not."""

from django.utils.translation import gettext_lazy as _

from people.models import Delegation, User
from people.roles import NEEDS_CONFIRMATION, Role
from workflow.verdicts import YES, no


def may_report_to(person, supervisor):
    """A supervisor of record is somebody else, still working, and not below the person (domain 4.2)."""
    if supervisor is None:
        return YES
    if supervisor.pk == person.pk:
        return no(_("Nobody is their own supervisor. Choose somebody else."))
    if not supervisor.is_working:
        return no(_("This person has left. Choose somebody who works here."))
    if User.objects.below(person).filter(pk=supervisor.pk).exists():
        return no(_("This person works below the one you are placing. Choose somebody above."))
    return YES


def may_change_people(actor):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator changes people's records."))
    return YES


def may_change_person(actor, person):
    """An administrator changes records, never their own: title, place and line decide what a person may see."""
    if person.pk == actor.pk:
        return no(_("Nobody changes their own record. Ask another administrator."))
    return may_change_people(actor)


def may_place_under(actor, supervisor):
    if supervisor is not None and supervisor.pk == actor.pk:
        return no(_("Nobody places staff under themselves. Ask another administrator."))
    return YES


def may_grant_role(actor, person, role):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator gives roles."))
    if person.pk == actor.pk:
        return no(_("Nobody gives themselves a role. Ask another administrator."))
    if not person.is_working:
        return no(_("This person has left."))
    return YES


def may_confirm_role(actor, grant):
    if grant.role not in NEEDS_CONFIRMATION:
        return no(_("This role needs no confirmation."))
    if not grant.awaits_confirmation or grant.ended_at:
        return no(_("This role was already confirmed or ended."))
    if not actor.has_role(Role.LEGAL):
        return no(_("Only a member of the Legal Unit confirms this role."))
    if actor.pk in (grant.person_id, grant.granted_by_id):
        return no(_("A second person confirms: neither the one who gave it nor the one who gets it."))
    return YES


def may_end_role(actor, grant):
    if not actor.has_role(Role.ADMIN, Role.LEGAL):
        return no(_("Only a portal administrator or the Legal Unit ends roles."))
    return YES


def is_supervisor(person):
    return User.objects.supervisors().filter(pk=person.pk).exists()


def may_hand_over(person):
    """Somebody on leave still has staff, and decisions to hand over."""
    if not person.staff.working().exists():
        return no(_("Only somebody who supervises staff has decisions to hand over."), clause="B.2")
    return YES


def may_delegate(actor, supervisor, delegate):
    """Decisions go from a supervisor to a supervisor, by the supervisor or, when absent, an administrator."""
    if actor.pk != supervisor.pk and not actor.has_role(Role.ADMIN):
        return no(_("Only the supervisor, or a portal administrator for them, hands decisions over."))
    if not (verdict := may_hand_over(supervisor)):
        return verdict
    if delegate.pk == supervisor.pk:
        return no(_("Choose somebody else."))
    if delegate.pk == actor.pk:
        return no(_("Nobody takes decisions over for themselves. Ask another administrator."), clause="B.2")
    if not is_supervisor(delegate):
        return no(_("Choose somebody at work who supervises staff: only a supervisor decides."), clause="B.2")
    return YES


def may_cover(delegate, from_on, to_on):
    """Decisions handed to somebody who is away themselves would wait for nobody."""
    away = Delegation.objects.filter(supervisor=delegate, ended_at__isnull=True, from_on__lte=to_on, to_on__gte=from_on)
    if away.exists():
        return no(_("On some of these days this person has handed over their own decisions. Choose somebody else."))
    return YES


def may_end_delegation(actor, delegation):
    if actor.pk not in (delegation.supervisor_id, delegation.delegate_id) and not actor.has_role(Role.ADMIN):
        return no(_("Only the two people concerned, or a portal administrator, end this."))
    return YES


def may_change_youth(actor):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only a portal administrator changes the youth list. JJEMS is the record it follows."))
    return YES


def may_be_caseworker(actor, caseworker):
    if caseworker is None:
        return YES
    if caseworker.pk == actor.pk:
        return no(_("Nobody takes a youth into their own caseload. Ask another administrator."))
    if not caseworker.is_working:
        return no(_("This person has left. Choose somebody who works here."))
    return YES


def may_discharge(actor, youth):
    if youth.is_discharged:
        return no(_("This youth is discharged already."))
    if actor.pk != youth.assigned_caseworker_id and not actor.has_role(Role.ADMIN):
        return no(_("Only the assigned caseworker or a portal administrator records a discharge."))
    return YES


def may_see_name(person, youth):
    """A youth's full name is for the assigned caseworker and the Legal Unit (domain 5.2)."""
    if person.pk == youth.assigned_caseworker_id or person.has_role(Role.LEGAL):
        return YES
    return no(_("A youth's name is shown to the assigned caseworker and the Legal Unit."))


def may_change_status(person, status):
    if person.employment_status == status:
        return no(_("This is the status on record already."))
    return YES
