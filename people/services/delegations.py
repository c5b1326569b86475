"""Handing the decisions on one's staff to another supervisor for some days."""

from django.db import transaction

from audit.services import record
from people import rules
from people.models import Delegation, User


@transaction.atomic
def delegate(supervisor, delegate_, *, from_on, to_on, reason, actor, at):
    """Hand a supervisor's decisions to another supervisor. Raises NotAllowed with the reason.

    Sent twice, it is one: the delegation that stands is returned.
    """
    User.objects.select_for_update(no_key=True).get(pk=supervisor.pk)
    rules.may_delegate(actor, supervisor, delegate_).enforce()
    rules.may_cover(delegate_, from_on, to_on).enforce()
    delegation, is_new = Delegation.objects.get_or_create(
        supervisor=supervisor,
        delegate=delegate_,
        from_on=from_on,
        to_on=to_on,
        ended_at=None,
        defaults={"reason": reason, "created_at": at},
    )
    if is_new:
        record(
            "delegation.made",
            subject=supervisor,
            actor=actor,
            at=at,
            becomes=delegate_.full_name,
            facts={"from": from_on.isoformat(), "to": to_on.isoformat()},
        )
    return delegation


@transaction.atomic
def end_delegation(delegation, *, actor, at):
    """Take the decisions back before the last day. Returns whether it still stood."""
    rules.may_end_delegation(actor, delegation).enforce()
    if not Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True).update(ended_at=at):
        return False
    record("delegation.ended", subject=delegation.supervisor, actor=actor, at=at, was=delegation.delegate.full_name)
    return True
