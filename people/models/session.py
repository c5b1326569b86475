"""What somebody had typed when their session ended."""

import uuid

from django.conf import settings
from django.db import models

from sealing.fields import SealedTextField


class KeptForm(models.Model):
    """A form sent after its session had ended: kept sealed, for its author only, until they sign in again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    body = SealedTextField()
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.author} {self.path}"
