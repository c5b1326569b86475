"""Break-glass: the one door in the wall (design §4.3). One record, read only, one hour, agreed by a second person."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from investigations.choices import EmergencyReason
from investigations.states import ASK_MOVES, AskState
from people.roles import Role
from sealing.fields import SealedTextField
from workflow.models import Stateful

ASKERS = frozenset({Role.LEGAL, Role.ADMIN})
AGREERS = frozenset({Role.GENERAL_COUNSEL, Role.COMMISSIONER_DESIGNEE})


class EmergencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who asked, those who agree, the Legal Unit; an auditor reads the journal."""
        if user.roles & (AGREERS | {Role.LEGAL, Role.AUDITOR}):
            return self
        return self.filter(asked_by=user)

    def open_for(self, user, at):
        return self.filter(asked_by=user, state=AskState.AGREED, until__gt=at)


class EmergencyAccess(Stateful):
    """A request to read one record behind the wall, and its answer. It names the record as it was typed, whether or
    not there is such a record: who asks learns nothing from asking.
    """

    MOVES = ASK_MOVES
    EVENT_PREFIX = "emergency"

    state = models.CharField(max_length=10, choices=AskState, default=AskState.ASKED)
    record_named = SealedTextField()
    record_id = models.UUIDField(null=True)  # found when it is agreed
    kind = models.CharField(max_length=12, choices=EmergencyReason)
    reason = SealedTextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = SealedTextField(null=True)
    until = models.DateTimeField(null=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="emergency_is_agreed_by_a_second_person",
            ),
            CheckConstraint(
                condition=~Q(state=AskState.AGREED)
                | Q(answered_by__isnull=False, answered_at__isnull=False, until__isnull=False, record_id__isnull=False),
                name="emergency_agreed_is_complete",
            ),
        ]

    def __str__(self):
        return _("Emergency access")

    def get_absolute_url(self):
        return reverse("emergency_list")
