"""Three tables: what happened, its seal in the chain, and the head of the chain.

None has a foreign key: a record must outlive and never depend on what it speaks of. Each kind of subject gives its
label and public id; the actor's name is kept as it was.
"""

import secrets
import time
import uuid

from django.db import models


def new_event_id():
    """An id that grows with time, so that events of one instant keep the order in which they were written."""
    return uuid.UUID(int=(time.time_ns() << 64) | secrets.randbits(64))


class AuditEvent(models.Model):
    """One thing that was done, refused or read. Written once; the database refuses every change (B.1.g)."""

    event_id = models.UUIDField(primary_key=True, default=new_event_id, editable=False)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=200)
    was = models.CharField(max_length=200, blank=True)
    becomes = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict)
    is_confidential = models.BooleanField(default=False)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["subject_label", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["-at", "event_id"], name="audit_by_time"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        ]

    def __str__(self):
        return f"{self.action} {self.subject_label} {self.at:%Y-%m-%d %H:%M}"


class AuditSeal(models.Model):
    """The place of one event in the hash chain, written by the database at commit."""

    sequence = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    previous = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        db_table = "audit_seal"


class AuditHead(models.Model):
    """The last link of the chain: one row, locked for the moment of a commit only."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        db_table = "audit_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")]
