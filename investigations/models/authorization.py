"""Leave to use social media for one investigation involving youth (B.3.a; domain 5.5)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.models import Platform
from investigations.choices import Basis, Cause, EndReason, Equipment, Level, Purpose
from investigations.models.emergency import EmergencyAccess
from investigations.models.relations import Assignment, ConfirmedDelegate, Designation, is_legal
from investigations.states import ENDED, LIVE, MOVES, WAITING, State
from people.models import Delegation, User, Youth
from sealing.fields import SealedJSONField, SealedTextField
from workflow.models import Stateful


def stood_in_for(user, day):
    """Ids of supervisors for whom this person acts on `day`, each confirmed by the Legal Unit, as a queryset."""
    confirmed = ConfirmedDelegate.objects.values("delegation")
    return Delegation.objects.held_by(user, day).filter(pk__in=confirmed).values_list("supervisor", flat=True)


class InvestigationQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        """What this person may know of on `day`: their own, those of their own staff, what they are assigned to, and
        for the Legal Unit all but drafts. Nobody further up, no other role (design §4.3). The database says the same.
        """
        mine = Q(investigator=user)
        if is_legal(user):
            return self.filter(mine | ~Q(state=State.DRAFT))
        line = Q(reports_to=user) | Q(reports_to__in=stood_in_for(user, day))
        staff = User.objects.filter(line).exclude(pk=user.pk).values("pk")
        assigned = Assignment.objects.filter(person=user, ended_at__isnull=True).values("authorization")
        return self.filter(mine | (~Q(state=State.DRAFT) & (Q(investigator__in=staff) | Q(pk__in=assigned))))

    def opened_for(self, user, at):
        """The one record that break-glass opened for this person, read only, until its hour is over."""
        return self.filter(public_id__in=EmergencyAccess.objects.open_for(user, at).values("record_id"))

    def supervised_by(self, user, day):
        """Of the people whose supervisor this person is, or acts for."""
        line = Q(investigator__reports_to=user) | Q(investigator__reports_to__in=stood_in_for(user, day))
        return self.filter(line).exclude(investigator=user)

    def live(self):
        return self.filter(state__in=LIVE)

    def expired_by(self, day):
        return self.filter(state__in=LIVE, expires_on__lt=day)

    def with_people(self):
        return self.select_related(
            "investigator__worksite", "investigator__reports_to", "decided_by", "legal_by", "designation"
        )


class InvestigationAuthorization(Stateful):
    """The request, the supervisor's grant, the Legal Unit's concurrence where it is asked for, and its course."""

    MOVES = MOVES
    EVENT_PREFIX = "investigation"

    number = models.CharField(max_length=20, unique=True, null=True, editable=False)
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    form_key = models.UUIDField(null=True, editable=False)  # one form, one draft, however often it is sent
    updated_at = models.DateTimeField(editable=False)

    # The request
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="investigations")
    basis = models.CharField(max_length=20, choices=Basis, blank=True)
    designation = models.ForeignKey(Designation, null=True, on_delete=models.PROTECT, related_name="authorizations")
    supervisor_at_submission = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = SealedTextField(null=True)
    reference = SealedTextField(null=True)
    purpose = models.CharField(max_length=20, choices=Purpose, blank=True)
    facts = SealedTextField(null=True)
    level = models.CharField(max_length=10, choices=Level, blank=True)
    platforms = models.ManyToManyField(Platform, related_name="+")
    asks_profile = models.BooleanField(default=False)
    asks_communication = models.BooleanField(default=False)
    necessity = SealedTextField(null=True)
    less_intrusive = SealedTextField(null=True)
    third_parties = SealedTextField(null=True)
    attests_no_discrimination = models.BooleanField(default=False)
    equipment = models.CharField(max_length=12, choices=Equipment, blank=True)
    equipment_reason = SealedTextField(null=True)
    deconfliction = SealedTextField(null=True)
    requested_from = models.DateField(null=True)
    requested_to = models.DateField(null=True)
    signature = models.CharField(max_length=160, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decide_by = models.DateField(null=True)

    # The supervisor's decision
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = SealedTextField(null=True)
    decision_signature = models.CharField(max_length=160, blank=True)
    conditions = SealedTextField(null=True)
    grants_profile = models.BooleanField(default=False)
    grants_communication = models.BooleanField(default=False)
    review_interval_days = models.PositiveSmallIntegerField(null=True)
    effective_from = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    snapshot = SealedJSONField(null=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)

    # The Legal Unit
    needs_concurrence = models.BooleanField(default=False)
    legal_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    legal_at = models.DateTimeField(null=True)
    legal_note = SealedTextField(null=True)
    is_objected = models.BooleanField(default=False)
    is_escalated = models.BooleanField(default=False)

    # Its course
    active_since = models.DateTimeField(null=True)
    suspended_because = models.CharField(max_length=20, choices=Cause, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    end_text = SealedTextField(null=True)

    objects = InvestigationQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [
            Index(fields=["-updated_at", "-id"], name="investigation_newest"),
            Index(fields=["investigator", "-updated_at", "-id"], name="investigation_of_person"),
            Index(fields=["expires_on"], condition=Q(state__in=LIVE), name="investigation_by_expiry"),
            Index(fields=["-updated_at", "-id"], condition=Q(state__in=WAITING), name="investigation_waiting"),
        ]
        constraints = [
            UniqueConstraint(fields=["investigator", "form_key"], name="investigation_form_is_sent_once"),
            CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.SUBMITTED, State.RETURNED, State.WITHDRAWN])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="investigation_no_leave_without_decision",
            ),
            CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("investigator")))
                & (Q(legal_by__isnull=True) | ~Q(legal_by=F("investigator"))),
                name="investigation_nobody_decides_their_own",
            ),
            CheckConstraint(
                condition=Q(legal_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(legal_by=F("decided_by")),
                name="investigation_legal_is_a_second_person",
            ),
            CheckConstraint(
                condition=~Q(state__in=[*LIVE, *ENDED])
                | Q(needs_concurrence=False)
                | Q(legal_by__isnull=False, legal_at__isnull=False),
                name="investigation_concurrence_comes_first",
            ),
            CheckConstraint(
                condition=~Q(state__in=[*LIVE, *ENDED])
                | Q(
                    effective_from__isnull=False,
                    expires_on__isnull=False,
                    review_interval_days__isnull=False,
                    snapshot__isnull=False,
                    active_since__isnull=False,
                ),
                name="investigation_leave_is_complete",
            ),
            CheckConstraint(
                condition=Q(state=State.DRAFT)
                | (Q(number__isnull=False, submitted_at__isnull=False) & ~Q(signature="") & ~Q(basis="")),
                name="investigation_request_is_signed",
            ),
            CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_from")),
                name="investigation_expires_after_it_starts",
            ),
            CheckConstraint(
                condition=~Q(state=State.SUSPENDED) | ~Q(suspended_because=""),
                name="investigation_suspension_has_cause",
            ),
            CheckConstraint(
                condition=~Q(basis=Basis.DESIGNEE) | Q(designation__isnull=False),
                name="investigation_designee_is_designated",
            ),
        ]

    def __str__(self):
        return self.number or _("Draft")

    def get_absolute_url(self):
        page = "investigation_edit" if self.state == State.DRAFT else "investigation_detail"
        return reverse(page, args=[self.public_id])

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def supervisor(self):
        """The supervisor of record now, who alone beside Legal may see it."""
        return self.investigator.reports_to


class InvestigatedYouth(models.Model):
    """A youth of the list, or somebody not known by name, described."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authorization = models.ForeignKey(InvestigationAuthorization, on_delete=models.PROTECT, related_name="youth")
    youth = models.ForeignKey(Youth, null=True, on_delete=models.PROTECT, related_name="+")
    description = SealedTextField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(youth__isnull=False) | Q(description__isnull=False), name="investigated_youth_is_somebody"
            ),
            UniqueConstraint(
                fields=["authorization", "youth"], condition=Q(youth__isnull=False), name="investigated_youth_once"
            ),
        ]


class Interruption(models.Model):
    """A time in which the authorization did not allow anything."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authorization = models.ForeignKey(
        InvestigationAuthorization, on_delete=models.PROTECT, related_name="interruptions"
    )
    cause = models.CharField(max_length=20, choices=Cause)
    reason = SealedTextField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = SealedTextField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            UniqueConstraint(
                fields=["authorization"], condition=Q(ended_at__isnull=True), name="interruption_is_open_once"
            )
        ]
