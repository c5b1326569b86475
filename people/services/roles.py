"""System roles: given by an administrator, some confirmed by a second person."""

from django.db import transaction

from audit.services import record
from people import rules
from people.models import RoleGrant
from people.roles import Role


@transaction.atomic
def grant_role(person, role, *, actor, at):
    """Give a role. One that opens confidential records counts only once a member of the Legal Unit confirmed it.

    Giving a role the person already has changes nothing and returns the grant that stands.
    """
    rules.may_grant_role(actor, person, role).enforce()
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, ended_at=None, defaults={"granted_by": actor, "granted_at": at}
    )
    if is_new:
        _record("role.granted", grant, actor, at)
    return grant


@transaction.atomic
def confirm_role(grant, *, actor, at):
    """The second person's yes to a role that opens confidential records (domain 4.5)."""
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    rules.may_confirm_role(actor, grant).enforce()
    grant.confirmed_by, grant.confirmed_at = actor, at
    grant.save(update_fields=["confirmed_by", "confirmed_at"])
    _record("role.confirmed", grant, actor, at)
    return grant


@transaction.atomic
def end_role(grant, *, actor, at):
    """Take a role back. Returns whether it still stood."""
    rules.may_end_role(actor, grant).enforce()
    if not RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_by=actor, ended_at=at):
        return False
    _record("role.ended", grant, actor, at)
    return True


def _record(action, grant, actor, at):
    record(action, subject=grant.person, actor=actor, at=at, facts={"role": str(Role(grant.role).label)})
