"""Acts on people's records. Who must be told is the business of dys_social/personnel.py, which calls these."""

from django.db import connection, transaction

from audit.services import record
from people import rules
from people.models import Delegation, KeptForm, ReportingLine, RoleGrant, User
from people.titles import EmploymentStatus

LINE_LOCK = "SELECT pg_advisory_xact_lock(hashtext('people.reports_to'))"


@transaction.atomic
def set_supervisor(person, supervisor, *, actor, at):
    """Give a person a new supervisor of record, or none, and keep the old line with its dates.

    Raises NotAllowed for oneself, a circle or somebody who left. The database refuses the first two as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINE_LOCK)
    person.refresh_from_db(fields=["reports_to"])
    rules.may_report_to(person, supervisor).enforce()
    if person.reports_to_id == (supervisor.pk if supervisor else None):
        return person
    was = person.reports_to.full_name if person.reports_to else ""
    ReportingLine.objects.filter(employee=person, ended_at__isnull=True).update(ended_at=at)
    if supervisor is not None:
        ReportingLine.objects.create(employee=person, supervisor=supervisor, started_at=at)
    person.reports_to = supervisor
    person.without_supervisor_since = None if supervisor else at.date()
    person.save(update_fields=["reports_to", "without_supervisor_since"])
    record(
        "person.supervisor_set",
        subject=person,
        actor=actor,
        at=at,
        was=was,
        becomes=supervisor.full_name if supervisor else "",
        clause="B.2",
    )
    return person


@transaction.atomic
def set_employment_status(person, status, *, actor, at, day):
    """Record leave, return or separation; a separated person can no longer sign in."""
    person = User.objects.select_for_update().get(pk=person.pk)
    was = person.employment_status
    if was == status:
        return person
    person.employment_status = status
    person.separated_on = day if status == EmploymentStatus.SEPARATED else None
    person.is_active = status != EmploymentStatus.SEPARATED
    person.save(update_fields=["employment_status", "separated_on", "is_active"])
    if status == EmploymentStatus.SEPARATED:
        Delegation.objects.filter(ended_at__isnull=True, delegate=person).update(ended_at=at)
        RoleGrant.objects.filter(ended_at__isnull=True, person=person).update(ended_at=at)
    record("person.status_set", subject=person, actor=actor, at=at, was=was, becomes=status)
    return person


@transaction.atomic
def move(person, *, job_title, worksite, actor, at):
    """Give a person another title or worksite."""
    person.job_title, person.worksite = job_title, worksite
    person.save(update_fields=["job_title", "worksite"])
    record("person.moved", subject=person, actor=actor, at=at, facts={"title": job_title, "worksite": worksite.name})
    return person


@transaction.atomic
def grant_role(person, role, *, actor, at):
    """Give a role. One that opens confidential records counts only once a member of the Legal Unit confirmed it."""
    rules.may_grant_role(actor, person, role).enforce()
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, ended_at=None, defaults={"granted_by": actor, "granted_at": at}
    )
    if is_new:
        record("role.granted", subject=person, actor=actor, at=at, facts={"role": role})
    return grant


@transaction.atomic
def confirm_role(grant, *, actor, at):
    """The second person's yes to a role that opens confidential records (domain 4.5)."""
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    rules.may_confirm_role(actor, grant).enforce()
    grant.confirmed_by, grant.confirmed_at = actor, at
    grant.save(update_fields=["confirmed_by", "confirmed_at"])
    record("role.confirmed", subject=grant.person, actor=actor, at=at, facts={"role": grant.role})
    return grant


@transaction.atomic
def end_role(grant, *, actor, at):
    rules.may_end_role(actor, grant).enforce()
    if RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_by=actor, ended_at=at):
        record("role.ended", subject=grant.person, actor=actor, at=at, facts={"role": grant.role})


@transaction.atomic
def delegate(supervisor, delegate_, *, from_on, to_on, reason, actor, at):
    """Hand one's decisions to another supervisor for some days. Raises NotAllowed with the reason."""
    rules.may_delegate(actor, supervisor, delegate_).enforce()
    delegation = Delegation.objects.create(
        supervisor=supervisor, delegate=delegate_, from_on=from_on, to_on=to_on, reason=reason, created_at=at
    )
    record(
        "delegation.made",
        subject=supervisor,
        actor=actor,
        at=at,
        facts={"delegate": delegate_.full_name, "from": from_on.isoformat(), "to": to_on.isoformat()},
    )
    return delegation


@transaction.atomic
def end_delegation(delegation, *, actor, at):
    rules.may_end_delegation(actor, delegation).enforce()
    if Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True).update(ended_at=at):
        record("delegation.ended", subject=delegation.supervisor, actor=actor, at=at)


def keep_form(author, *, path, body, at):
    """Keep what somebody sent after their session had ended; returns the row whose public id leads back to it."""
    KeptForm.objects.filter(author=author, path=path).delete()
    return KeptForm.objects.create(author=author, path=path, body=body, kept_at=at)


def take_kept_form(author, *, path, public_id):
    """The kept text of this author for this page, once; None when there is none."""
    kept = KeptForm.objects.filter(author=author, path=path, public_id=public_id).first()
    if kept is None:
        return None
    body = kept.body.reveal()
    kept.delete()
    return body
