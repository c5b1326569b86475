"""How a portal without people gets its first ones: an operator at the server, never a page.

Afterwards an administrator adds people and gives roles. Roles that open confidential records need a member of the Legal
Unit to confirm them; the first such member is confirmed here, by the operator.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from people.models import RoleGrant, User, Worksite
from people.models.places import Region
from people.roles import Role
from policy.calendar import local_day
from workflow.verdicts import no

OPERATOR = "operator"
CENTRAL_OFFICE = {"region": Region.CENTRAL_OFFICE, "kind": Worksite.Kind.CENTRAL_OFFICE}


@transaction.atomic
def create_administrator(*, password, worksite, at, **fields):
    """Add a person with the role of portal administrator and a password.

    `worksite` is a name; a new one is taken for the central office. `fields` are those of User. Raises NotAllowed when
    somebody is administrator already, IntegrityError for a user name, number or e-mail that is taken.
    """
    if User.objects.working().holding(Role.ADMIN).exists():
        no(_("The portal has an administrator, who adds further people and gives roles on their page.")).enforce()
    place, is_new = Worksite.objects.get_or_create(name=worksite, defaults=CENTRAL_OFFICE)
    person = User(worksite=place, without_supervisor_since=local_day(at), **fields)
    person.set_password(password)
    person.save()
    grant = RoleGrant.objects.create(person=person, role=Role.ADMIN, granted_at=at)
    record("person.added", subject=person, actor=OPERATOR, at=at)
    record("role.granted", subject=person, actor=OPERATOR, at=at, facts={"role": str(grant.get_role_display())})
    return person


@transaction.atomic
def confirm_first_legal(person, *, at):
    """Confirm the first member of the Legal Unit. Raises NotAllowed when there is one, or no role to confirm."""
    if User.objects.working().holding(Role.LEGAL).exists():
        no(_("The Legal Unit has a member in the portal, who confirms further roles.")).enforce()
    grant = RoleGrant.objects.filter(person=person, role=Role.LEGAL, ended_at=None).select_for_update().first()
    if grant is None:
        no(_("An administrator gives this person the role Legal Unit first.")).enforce()
    grant.confirmed_at = at
    grant.save(update_fields=["confirmed_at"])
    record("role.confirmed", subject=person, actor=OPERATOR, at=at, facts={"role": str(grant.get_role_display())})
    return grant
