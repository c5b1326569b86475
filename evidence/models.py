"""A file as it was received, and its chain of custody: rows that are added and never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from evidence.safety.kinds import FileKind
from evidence.states import CustodyAct
from sealing.fields import SealedTextField

ORIGINAL = "original"


class StoredFile(models.Model):
    """What came in, under its fingerprint. Neither the row nor the sealed file is ever changed (B.2.f).

    `pages` describes the copies for viewing: a list of {kind, width, height, size}. `removed` names what they leave
    behind (evidence.safety.Examined). Whoever uses a file decides who may see it; this row knows nothing of that.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=FileKind)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    name = SealedTextField(null=True)  # as it came; it may hold a youth's name
    pages = models.JSONField()
    removed = models.JSONField()
    received_at = models.DateTimeField()
    # Nobody's for a reporter's file: who reported stands nowhere (design §4.8).
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_its_fingerprint"),
            CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_known"),
            CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
        ]
        indexes = [Index(fields=["received_at"], name="file_by_time"), Index(fields=["sha256"], name="file_same")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.sha256[:8]}"

    def stored_as(self, part):
        """The name in the storage of the original, or of page number `part`, from 1."""
        return f"{self.folder}/{self._part(part)}"

    def sealed_as(self, part):
        """What that part is sealed under: it opens as no other part of any other file."""
        return f"evidence.storedfile:{self.public_id}:{self._part(part)}"

    @property
    def folder(self):
        return f"{self.public_id.hex[:2]}/{self.public_id}"

    @staticmethod
    def _part(part):
        return ORIGINAL if part == ORIGINAL else f"page-{part}"


class CustodyEntry(models.Model):
    """Who had a file in hand, when and how. Written before the first byte leaves."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="custody")
    act = models.CharField(max_length=12, choices=CustodyAct)
    part = models.CharField(max_length=10)  # "original" or a page number
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(condition=Q(act__in=CustodyAct.values), name="custody_act_known"),
            CheckConstraint(
                condition=Q(actor__isnull=False)
                | Q(act__in=[CustodyAct.RECEIVED, CustodyAct.DAMAGED, CustodyAct.WHOLE_AGAIN]),
                name="custody_names_who",
            ),
        ]
        indexes = [Index(fields=["file", "at"], name="custody_of_file")]

    def __str__(self):
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class FileCheck(models.Model):
    """The last time a file was opened and hashed again, and whether it was still what was received."""

    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="check_up")
    checked_at = models.DateTimeField()
    is_whole = models.BooleanField()

    class Meta:
        indexes = [Index(fields=["checked_at"], name="file_check_by_time")]

    def __str__(self):
        return f"{'whole' if self.is_whole else 'damaged'} {self.checked_at:%Y-%m-%d}"
