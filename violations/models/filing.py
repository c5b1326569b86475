"""What stands on a report that is not filed yet, and the key and the receipt of one that is (C.3; design §5)."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from evidence.models import StoredFile
from sealing.fields import SealedJSONField
from violations.models.report import Report


class Draft(models.Model):
    """What somebody has answered so far. Found by the mark of who began it, or, when nobody knows who that is, by a
    token that their browser alone has (`token_digest`) and by a key they may have asked for (`key_digest`).

    Gone for good at `kept_until`: 14 days after the last answer, 72 hours where nobody knows who began it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_mark = models.BinaryField(max_length=32, null=True, editable=False)
    token_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    key_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    answers = SealedJSONField(null=True)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    kept_until = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["owner_mark"], condition=Q(owner_mark__isnull=False), name="draft_of_owner"),
            Index(fields=["kept_until"], name="draft_by_end"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(owner_mark__isnull=False, token_digest__isnull=True, key_digest__isnull=True)
                | Q(owner_mark__isnull=True, token_digest__isnull=False),
                name="draft_is_somebodys_or_nobodys",
            )
        ]


class DraftFile(models.Model):
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["draft", "file"], name="draft_file_once")]


class ReportKey(models.Model):
    """What an anonymous reporter's seven words are kept as: Argon2id with a secret salt that the database never sees."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="key")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    made_at = models.DateTimeField()
    typed_back_at = models.DateTimeField(null=True)


class KeyTry(models.Model):
    """One try to open something with a key that opened nothing. `mark` is a keyed hash of what was typed; of who typed
    it nothing is kept. For the limits, and gone after a day.
    """

    mark = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["at"], name="key_try_by_time"), Index(fields=["mark", "at"], name="key_try_of_mark")]
