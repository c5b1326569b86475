"""Who works here, for whom, where and as what."""

from django.db import connection, transaction
from django.utils import timezone

from audit.services import record, record_many
from people import rules
from people.models import Delegation, ReportingLine, RoleGrant, User
from people.roles import Role
from people.titles import EmploymentStatus, JobTitle

NOBODY = "nobody"
LINE_LOCK = "SELECT pg_advisory_xact_lock(hashtext('people.reports_to'))"


@transaction.atomic
def add_person(*, actor, at, supervisor=None, **fields):
    """Add a person to the staff, without a password: they come in by the Virtual Gateway, or an operator sets one.

    `fields` are those of User. Raises NotAllowed, and IntegrityError for a user name, number or e-mail already there.
    """
    rules.may_change_people(actor).enforce()
    person = User(**fields)
    person.without_supervisor_since = _vacant_since(person, supervisor, at)
    person.set_unusable_password()
    person.save()
    record("person.added", subject=person, actor=actor, at=at)
    set_supervisor(person, supervisor, actor=actor, at=at)
    return person


@transaction.atomic
def change_person(person, *, actor, at, **fields):
    """Correct a record: names, e-mail, user names, employment type. Former legal names are kept for comparison (B.2.b)."""
    rules.may_change_person(actor, person).enforce()
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    if not changed:
        return person
    if {"legal_first", "legal_last"} & set(changed) and person.full_name not in person.former_names:
        person.former_names = [*person.former_names, person.full_name]
    for name in changed:
        setattr(person, name, fields[name])
    person.save(update_fields=[*changed, "former_names"])
    labels = [str(User._meta.get_field(name).verbose_name) for name in changed]
    record("person.changed", subject=person, actor=actor, at=at, facts={"fields": ", ".join(labels)})
    return person


@transaction.atomic
def set_supervisor(person, supervisor, *, actor, at):
    """Give a person a new supervisor of record, or none, and keep the old line with its dates.

    Returns whether anything changed. Raises NotAllowed for oneself, a circle or somebody who left; the database
    refuses the first two as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINE_LOCK)
    person.refresh_from_db(fields=["reports_to"])
    rules.may_report_to(person, supervisor).enforce()
    if person.reports_to_id == (supervisor.pk if supervisor else None):
        return False
    was = person.reports_to.full_name if person.reports_to else NOBODY
    ReportingLine.objects.filter(employee=person, ended_at__isnull=True).update(ended_at=at)
    if supervisor is not None:
        ReportingLine.objects.create(employee=person, supervisor=supervisor, started_at=at)
    person.reports_to = supervisor
    person.without_supervisor_since = _vacant_since(person, supervisor, at)
    person.save(update_fields=["reports_to", "without_supervisor_since"])
    record(
        "person.supervisor_set",
        subject=person,
        actor=actor,
        at=at,
        was=was,
        becomes=supervisor.full_name if supervisor else NOBODY,
        clause="B.2",
    )
    return True


@transaction.atomic
def set_employment_status(person, status, *, actor, at, day):
    """Record leave, return or separation; a separated person can no longer sign in. Returns whether anything changed.

    The staff of somebody who separates keep the line, so that the next in line can be found, but are without a
    supervisor from that day; a return gives the supervisor back to those who still have the line.
    """
    person.refresh_from_db(from_queryset=User.objects.select_for_update())
    was = person.employment_status
    if was == status:
        return False
    person.employment_status = status
    person.separated_on = day if status == EmploymentStatus.SEPARATED else None
    person.is_active = status != EmploymentStatus.SEPARATED
    person.save(update_fields=["employment_status", "separated_on", "is_active"])
    if status == EmploymentStatus.SEPARATED:
        open_ones = {"ended_at__isnull": True}
        Delegation.objects.filter(**open_ones, delegate=person).update(ended_at=at)
        _end_roles(RoleGrant.objects.filter(**open_ones, person=person), actor=actor, at=at)
        _leave_staff_behind(person, actor=actor, at=at, day=day)
    elif was == EmploymentStatus.SEPARATED:
        person.staff.update(without_supervisor_since=None)
    record(
        "person.status_set",
        subject=person,
        actor=actor,
        at=at,
        was=str(EmploymentStatus(was).label),
        becomes=str(EmploymentStatus(status).label),
    )
    return True


def _vacant_since(person, supervisor, at):
    """The day from which a person has nobody above them; the Commissioner needs nobody (domain 4.2)."""
    is_vacant = supervisor is None and person.job_title != JobTitle.COMMISSIONER
    return timezone.localdate(at) if is_vacant else None


def _end_roles(grants, *, actor, at):
    """Every role ends with the employment, each on the trail."""
    record_many(
        {
            "action": "role.ended",
            "subject": grant.person,
            "actor": actor,
            "at": at,
            "facts": {"role": str(Role(grant.role).label)},
        }
        for grant in grants.select_related("person")
    )
    grants.update(ended_at=at)


def _leave_staff_behind(supervisor, *, actor, at, day):
    staff = list(supervisor.staff.working().select_for_update().order_by("pk"))
    User.objects.filter(pk__in=[person.pk for person in staff]).update(without_supervisor_since=day)
    record_many(
        {
            "action": "person.supervisor_left",
            "subject": person,
            "actor": actor,
            "at": at,
            "was": supervisor.full_name,
            "clause": "B.2",
        }
        for person in staff
    )


@transaction.atomic
def move(person, *, job_title, worksite, actor, at, title_text=""):
    """Give a person another title or worksite. Returns whether anything changed."""
    person.refresh_from_db(fields=["job_title", "title_text", "worksite"])
    if (person.job_title, person.title_text, person.worksite_id) == (job_title, title_text, worksite.pk):
        return False
    was = _place(person)
    person.job_title, person.title_text, person.worksite = job_title, title_text, worksite
    person.save(update_fields=["job_title", "title_text", "worksite"])
    record("person.moved", subject=person, actor=actor, at=at, was=was, becomes=_place(person))
    return True


def _place(person):
    return f"{person.title}, {person.worksite.name}"[:200]  # as much as the trail holds
