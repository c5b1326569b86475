"""Who of the Legal Unit is called first when something is urgent (the rota), and each call with its turns (N9)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Deferrable, Exists, Index, OuterRef, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models.outbox import Notice


class OnCallRota(models.Model):
    """The rota as a whole, in one row: its version, and what the trail tells of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [CheckConstraint(condition=Q(pk=1), name="oncall_rota_is_one")]

    def __str__(self):
        return _("On-call rota")

    def get_absolute_url(self):
        return reverse("rota_edit")


class OnCallPlace(models.Model):
    """A person's place on the rota; the lowest position is called first."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["position"], deferrable=Deferrable.DEFERRED, name="oncall_place_is_one_persons")
        ]


class UrgentCallQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def last_told_by(self, instant):
        return self.filter(last_told_at__lte=instant)

    def told_to(self, person):
        """Calls this person was told of; never one that must not reach them."""
        told = UrgentTurn.objects.filter(call=OuterRef("pk"), person=person)
        return self.filter(Exists(told)).exclude(without=person)


class UrgentCall(models.Model):
    """Something urgent that somebody of the Legal Unit has to take. It goes on to the next person until one has it.

    `without`: whom it must never reach. As in a Notice, `title` stands in the clear: neutral for what is confidential.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    is_confidential = models.BooleanField()
    without = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    round = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    last_told_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = UrgentCallQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            CheckConstraint(condition=Q(url__regex=r"^/($|[^/\\])"), name="urgent_call_url_is_a_path"),
            CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, closed_at__isnull=False),
                name="urgent_call_is_taken_by_somebody",
            ),
        ]
        indexes = [Index(fields=["last_told_at"], condition=Q(closed_at=None), name="urgent_call_open")]

    def __str__(self):
        return self.title


class UrgentTurn(models.Model):
    """Somebody was told of a call: once in each of its rounds, on record for good."""

    call = models.ForeignKey(UrgentCall, models.PROTECT, related_name="turns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    round = models.PositiveIntegerField()
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="turn")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [UniqueConstraint(fields=["call", "person", "round"], name="urgent_turn_once_a_round")]
