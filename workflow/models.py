"""The abstract base of every record that has a life: a state, a version, an id nobody can guess."""

import uuid

from django.db import models


class Stateful(models.Model):
    """Subclasses give `state`, MOVES (workflow.moves.Moves) and EVENT_PREFIX (of their audit events).

    `version` counts changes: a form carries the version its reader saw, so that nobody decides on a stale page.
    """

    MOVES = None
    EVENT_PREFIX = ""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def as_seen(self, version):
        """This record as the reader of a form saw it; a changed one is then refused as stale."""
        self.version = version
        return self
