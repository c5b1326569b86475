"""Roles, reporting lines and delegations, each with its dates."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.roles import NEEDS_CONFIRMATION, Role


class RoleGrant(models.Model):
    """A system role given to a person. Roles that open confidential records count once Legal confirmed them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(ended_at__isnull=True), name="role_is_held_once"
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("person")), name="role_is_not_granted_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("person")) & (Q(granted_by__isnull=True) | ~Q(confirmed_by=F("granted_by")))),
                name="role_is_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"

    @property
    def awaits_confirmation(self):
        return self.role in NEEDS_CONFIRMATION and self.confirmed_at is None


class ReportingLine(models.Model):
    """Who reported to whom, from when to when. The present line also stands in User.reports_to."""

    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reporting_lines")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lines_to_me")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(employee=F("supervisor")), name="line_leads_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="line_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["employee"], condition=Q(ended_at__isnull=True), name="line_is_open_once"),
        ]

    def __str__(self):
        return f"{self.employee} to {self.supervisor}"


class DelegationQuerySet(models.QuerySet):
    def active(self, day):
        return self.filter(ended_at__isnull=True, from_on__lte=day, to_on__gte=day)

    def held_by(self, delegate, day):
        """Delegations under which `delegate` decides on `day`; an absent supervisor's, not a separated one's."""
        return self.active(day).filter(delegate=delegate, supervisor__is_active=True)


class Delegation(models.Model):
    """A supervisor hands the decisions on their staff's requests to another supervisor for some days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_made")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_held")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(supervisor=F("delegate")), name="delegation_is_to_somebody_else"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="delegation_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.supervisor} to {self.delegate}, {self.from_on} to {self.to_on}"
