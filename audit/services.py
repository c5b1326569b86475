"""Writing to and reading from the trail."""

from contextlib import closing

from django.db import connection, models

from audit.context import request_id
from audit.models import AuditEvent


def record(action, *, subject, actor, at, was="", becomes="", clause="", facts=None, is_confidential=False):
    """Add one event inside the caller's transaction: it stands or falls with what it tells of.

    `subject` is a model instance with a public_id, or a (label, id) pair; `actor` is a user or a word such as
    "system" or "reporter". `facts` holds ids and plain words, never a sealed value and never the name of a youth.
    """
    return AuditEvent.objects.create(
        **_columns(
            action,
            subject=subject,
            actor=actor,
            at=at,
            was=was,
            becomes=becomes,
            clause=clause,
            facts=facts,
            is_confidential=is_confidential,
        )
    )


def record_many(events):
    """Add the events of one act on many records; each is a dictionary of record()'s arguments."""
    return AuditEvent.objects.bulk_create([AuditEvent(**_columns(**event)) for event in events])


def record_outside(action, **details):
    """Add one event on a connection of its own: it stays when the request is rolled back.

    For refusals and for reads of confidential records. Same arguments as record().
    """
    columns = _columns(action, **details)
    event = AuditEvent(**columns)
    with closing(connection.copy()) as outside:
        fields = AuditEvent._meta.concrete_fields
        query = models.sql.InsertQuery(AuditEvent)
        query.insert_values(fields, [event])
        query.get_compiler(connection=outside).execute_sql()
    return event


def events_about(subject):
    """The events of one record, oldest first."""
    label, subject_id = _name(subject)
    return AuditEvent.objects.filter(subject_label=label, subject_id=subject_id).order_by("at", "event_id")


def events_of(model, public_ids):
    """The events of several records of one model, oldest first."""
    events = AuditEvent.objects.filter(subject_label=model._meta.label_lower, subject_id__in=public_ids)
    return events.order_by("at", "event_id")


def _columns(action, *, subject, actor, at, was="", becomes="", clause="", facts=None, is_confidential=False):
    label, subject_id = _name(subject)
    return {
        "action": action,
        "subject_label": label,
        "subject_id": subject_id,
        "actor_id": "" if isinstance(actor, str) else str(actor.public_id),
        "actor_name": actor if isinstance(actor, str) else actor.full_name,
        "at": at,
        "was": was,
        "becomes": becomes,
        "clause": clause,
        "facts": facts or {},
        "is_confidential": is_confidential,
        "request_id": request_id.get(),
    }


def _name(subject):
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, str(subject.public_id)
    label, subject_id = subject
    return label, str(subject_id)
