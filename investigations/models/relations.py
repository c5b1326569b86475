"""Who else belongs to the compartment: designees, assigned investigators, delegates whom Legal confirmed (B.3)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from people.models import Delegation
from people.roles import Role
from sealing.fields import SealedTextField


class DesignationQuerySet(models.QuerySet):
    def active(self, day):
        return self.filter(revoked_at__isnull=True, from_on__lte=day, to_on__gte=day)

    def visible_to(self, user):
        return self if is_legal(user) else self.filter(Q(designee=user) | Q(designated_by=user))


class Designation(models.Model):
    """A member of the Legal or Investigation Unit designates somebody for investigations, with scope and dates."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    designee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    designated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scope = SealedTextField()
    from_on = models.DateField()
    to_on = models.DateField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DesignationQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            CheckConstraint(condition=~Q(designee=F("designated_by")), name="designation_is_of_somebody_else"),
            CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="designation_ends_after_it_starts"),
        ]


class ConfirmedDelegate(models.Model):
    """Legal confirmed that this delegate may see and decide the supervisor's confidential records meanwhile."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delegation = models.OneToOneField(Delegation, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()


class Assignment(models.Model):
    """A member of the Investigation Unit who works on one investigation beside the person authorized."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authorization = models.ForeignKey(
        "investigations.InvestigationAuthorization", on_delete=models.PROTECT, related_name="assignments"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["person"], condition=Q(ended_at__isnull=True), name="assignment_of_person")]
        constraints = [
            UniqueConstraint(
                fields=["authorization", "person"], condition=Q(ended_at__isnull=True), name="assignment_is_open_once"
            ),
        ]


class InvestigationNumbers(models.Model):
    """The last number of a year: a series of its own, of which nobody else can count anything."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


def is_legal(user):
    """The Legal Unit and its head see every investigation; the Investigation Unit only what it is assigned to."""
    return user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL)
