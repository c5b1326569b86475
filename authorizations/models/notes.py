"""The JJEMS case management note: per youth, three elements locked (B.2.c)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from authorizations.choices import NoteKind
from authorizations.models.supervision import SupervisionAuthorization
from authorizations.states import NOTE_MOVES, OPEN_NOTE, NoteState
from sealing.fields import SealedJSONField, SealedTextField
from workflow.models import Stateful


class NoteQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN_NOTE)

    def overdue_on(self, day):
        return self.open().filter(due_on__lt=day)


class JJEMSNote(Stateful):
    """A generated text to enter in JJEMS, and the confirmation that it was. Never edited, only superseded."""

    MOVES = NOTE_MOVES
    EVENT_PREFIX = "note"

    authorization = models.ForeignKey(SupervisionAuthorization, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind)
    text = SealedTextField()
    locked = SealedJSONField()  # the three elements of B.2.c, as they stand in the text
    text_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=NoteState, default=NoteState.GENERATED)
    due_on = models.DateField()
    entered_on = models.DateField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    jjems_reference = models.CharField(max_length=60, blank=True)
    is_late = models.BooleanField(default=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(state__in=OPEN_NOTE), name="note_open_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=NoteState.CONFIRMED)
                | Q(entered_on__isnull=False, entered_by__isnull=False, confirmed_at__isnull=False),
                name="note_confirmed_says_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["authorization", "kind"],
                condition=Q(kind__in=[NoteKind.INITIAL, NoteKind.ENDED]) & ~Q(state=NoteState.SUPERSEDED),
                name="note_of_a_kind_stands_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} note of {self.authorization}"

    @property
    def is_open(self):
        return self.state in OPEN_NOTE
