"""The written leave to use social media for supervising a youth (B.2)."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorizations.choices import AccountKind, Capacity, Connection, EndReason, Usefulness, ViewerAnswer
from authorizations.models.accounts import AccountRename, HandleAttempt, RenameState, SocialMediaAccount
from authorizations.models.platforms import Platform
from authorizations.states import DECIDED, LIVE, MOVES, OPEN, State
from people.models import Delegation, User, Youth
from people.roles import Role
from policy.calendar import MASSACHUSETTS
from policy.models import Wording
from sealing.fields import SealedJSONField, SealedTextField
from workflow.models import Stateful

SEES_ALL = frozenset({Role.LEGAL, Role.INVESTIGATIONS, Role.AUDITOR, Role.GENERAL_COUNSEL})


class NumberSeries(models.Model):
    """The last number given in a year, so that numbers have no gaps and no doubles."""

    prefix = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="number_series_is_one")]


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user, day):
        """The authorizations this person may know of on `day` (domain 4.4). A draft is its author's alone: the employee's,
        and the supervisor's who prepared it, while they are that.
        """
        mine, prepared = Q(employee=user), Q(drafted_by=user, state=State.DRAFT)
        sent = ~Q(state=State.DRAFT)
        if user.roles & SEES_ALL:
            return self.filter(mine | sent | (prepared & Q(employee__in=User.objects.filter(reports_to=user))))
        theirs, staff = self._of_the_line(user, day)
        mine |= prepared & Q(employee__in=staff)
        caseload = Q(youth__in=list(user.caseload.values_list("pk", flat=True)), state__in=DECIDED)
        return self.filter(mine | (sent & theirs) | (caseload & ~Q(state=State.DENIED)))

    def overseen_by(self, user, day, roles=SEES_ALL):
        """Those of people below this person on `day`; all of them for the given roles. Never by caseload alone."""
        if user.roles & roles:
            return self.exclude(state=State.DRAFT)
        return self.filter(self._of_the_line(user, day)[0]).exclude(state=State.DRAFT)

    @staticmethod
    def _of_the_line(user, day):
        """(condition for the authorizations of everybody below this person on `day`, ids of their own staff)"""
        # Ids, not joins: the lists of a team and a caseload are short, and so their indexes are used.
        absent = Delegation.objects.held_by(user, day).values("supervisor")
        below = Q(pk__in=User.objects.below(user).values("pk")) | Q(reports_to__in=absent)
        bosses = dict(User.objects.filter(below | Q(reports_to=None)).values_list("pk", "reports_to"))
        staff = [person for person, boss in bosses.items() if boss == user.pk]
        theirs = Q(employee__in=[person for person, boss in bosses.items() if boss is not None])
        # Of somebody whose supervisor was removed, the next in line decides (rules.capacity_to_decide).
        alone = [person for person, boss in bosses.items() if boss is None]
        theirs |= Q(employee__in=alone, supervisor_at_submission__in=staff)
        return theirs, staff

    def of_staff(self, user, day):
        """Of people who report to this person, or to one who handed decisions over to them; never their own."""
        absent = Delegation.objects.held_by(user, day).values("supervisor")
        return self.filter(Q(employee__reports_to=user) | Q(employee__reports_to__in=absent)).exclude(employee=user)

    def awaiting(self, user, day):
        """Requests that wait for this person: as the supervisor, or for one who handed decisions over."""
        return self.filter(state=State.SUBMITTED).of_staff(user, day)

    def live(self):
        return self.filter(state__in=LIVE)

    def expired_by(self, day):
        return self.filter(state__in=[State.ACTIVE, State.SUSPENDED], expires_on__lt=day)

    def of_names(self, keys):
        """Of accounts that have, or had before an approved rename, one of these claimed names."""
        before = AccountRename.objects.filter(account=OuterRef("account"), state=RenameState.APPROVED)
        claimed = HandleAttempt.objects.filter(
            key__in=keys,
            outcome=HandleAttempt.Outcome.CLAIMED,
            person=OuterRef("employee"),
            platform__family=OuterRef("account__family"),
        )
        return self.filter(Q(account__claim__key__in=keys) | (Exists(before) & Exists(claimed)))

    def in_force_between(self, first_on, last_on):
        """Those with leave on one of these days, suspended ones included, whatever became of them since."""
        began = self.filter(state__in=[*LIVE, State.REVOKED, State.CLOSED, State.EXPIRED], effective_from__lte=last_on)
        ended = Q(ended_at=None) | Q(ended_at__gte=datetime.combine(first_on, time.min, tzinfo=MASSACHUSETTS))
        return began.filter(ended, expires_on__gte=first_on)

    def with_successor(self):
        """Each with `has_successor`: whether a renewal of it is under way or in force."""
        renewals = SupervisionAuthorization.objects.filter(renews=OuterRef("pk"))
        return self.annotate(has_successor=Exists(renewals.exclude(state__in=[State.WITHDRAWN, State.DENIED])))

    def with_open_rename(self):
        """Each with `has_open_rename`: whether a new account name waits for a decision."""
        asked = AccountRename.objects.filter(authorization=OuterRef("pk"), state=RenameState.ASKED)
        return self.annotate(has_open_rename=Exists(asked))

    def with_names(self):
        """All that a list names, in one query."""
        return self.select_related("employee", "youth", "platform")

    def with_people(self):
        """All that the page of one record names, in one query. Too many tables to join for many records."""
        return self.select_related(
            "employee__worksite",
            "employee__reports_to__reports_to",
            "youth__assigned_caseworker",
            "platform",
            "account__platform",
            "decided_by",
            "supervisor_at_submission__reports_to",
        )


class SupervisionAuthorization(Stateful):
    """One employee, one youth, one account: the request, the decision and its course (domain 5.4)."""

    MOVES = MOVES
    EVENT_PREFIX = "supervision"

    number = models.CharField(max_length=20, unique=True, null=True, editable=False)
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    form_key = models.UUIDField(null=True, editable=False)  # one form, one draft, however often it is sent
    updated_at = models.DateTimeField(editable=False)

    # The request
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor_at_submission = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    youth = models.ForeignKey(Youth, null=True, on_delete=models.PROTECT, related_name="supervisions")
    youth_accounts = SealedTextField(null=True)
    purposes = models.JSONField(default=list)
    justification = SealedTextField(null=True)
    requested_from = models.DateField(null=True)
    requested_to = models.DateField(null=True)
    devices = models.JSONField(default=list)

    # The account as typed; `account` is set when the signed request is submitted
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="supervisions")
    other_site = models.CharField(max_length=60, blank=True)
    handle_entered = models.CharField(max_length=300, blank=True)
    account_kind = models.CharField(max_length=20, choices=AccountKind, blank=True)
    display_name = models.CharField(max_length=120, blank=True)
    profile_url = models.URLField(max_length=300, blank=True)
    account = models.ForeignKey(
        SocialMediaAccount, null=True, on_delete=models.PROTECT, related_name="supervisions", db_constraint=False
    )
    existing_connection = models.CharField(max_length=20, choices=Connection, blank=True)
    name_mismatch_explanation = models.CharField(max_length=500, blank=True)
    viewer_answer = models.CharField(max_length=20, choices=ViewerAnswer, blank=True)
    privacy_checked_on = models.DateField(null=True)
    employee_signature = models.CharField(max_length=160, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decide_by = models.DateField(null=True)
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewals")

    # The decision
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_as = models.CharField(max_length=12, choices=Capacity, blank=True)
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.CharField(max_length=1000, blank=True)
    decision_signature = models.CharField(max_length=160, blank=True)
    conditions = models.CharField(max_length=1000, blank=True)
    is_name_confirmed = models.BooleanField(default=False)
    snapshot = SealedJSONField(null=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    effective_from = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    # Its course
    suspended_because = models.CharField(max_length=20, blank=True)
    reaffirm_due_on = models.DateField(null=True)
    reaffirmed_at = models.DateTimeField(null=True)
    reaffirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    end_text = models.CharField(max_length=1000, blank=True)
    usefulness = models.CharField(max_length=10, choices=Usefulness, blank=True)
    usefulness_text = models.CharField(max_length=1000, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="supervision_newest"),
            models.Index(fields=["employee", "-updated_at", "-id"], name="supervision_of_employee"),
            models.Index(fields=["employee", "state"], condition=Q(state__in=OPEN), name="supervision_open"),
            models.Index(fields=["youth", "state"], name="supervision_of_youth"),
            models.Index(fields=["expires_on"], condition=Q(state__in=LIVE), name="supervision_by_expiry"),
            models.Index(fields=["submitted_at"], condition=Q(state=State.SUBMITTED), name="supervision_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["employee", "form_key"], name="supervision_form_is_sent_once"),
            models.UniqueConstraint(
                fields=["renews"],
                condition=~Q(state__in=[State.WITHDRAWN, State.DENIED]),
                name="supervision_is_renewed_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_as="")),
                name="supervision_no_leave_without_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("employee")),
                name="supervision_nobody_decides_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*LIVE, State.REVOKED, State.CLOSED, State.EXPIRED])
                | Q(
                    account__isnull=False,
                    youth__isnull=False,
                    effective_from__isnull=False,
                    expires_on__isnull=False,
                    snapshot__isnull=False,
                ),
                name="supervision_leave_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | (
                    Q(
                        number__isnull=False,
                        account__isnull=False,
                        youth__isnull=False,
                        submitted_at__isnull=False,
                        supervisor_at_submission__isnull=False,
                    )
                    & ~Q(employee_signature="")
                ),
                name="supervision_request_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(supervisor_at_submission__isnull=True) | ~Q(supervisor_at_submission=F("employee")),
                name="supervision_supervisor_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_from")),
                name="supervision_expires_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUSPENDED) | ~Q(suspended_because=""), name="supervision_suspension_has_cause"
            ),
        ]

    def __str__(self):
        return self.number or str(_("Draft"))

    def get_absolute_url(self):
        return reverse("supervision_detail", args=[self.public_id])

    @property
    def site_name(self):
        """The site as named by the requester; empty while none is chosen."""
        if self.platform is None:
            return ""
        return self.other_site if self.platform.is_other else self.platform.name

    @property
    def handle(self):
        return self.account.handle if self.account else self.handle_entered

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def is_pending(self):
        return self.state in (State.SUBMITTED, State.RETURNED)


class Attestation(models.Model):
    """One of the six statements of domain 12.4, in the wording that was signed."""

    authorization = models.ForeignKey(SupervisionAuthorization, on_delete=models.PROTECT, related_name="attestations")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["authorization", "wording"], name="attestation_is_made_once")]

    def __str__(self):
        return f"{self.wording} {self.attested_at:%Y-%m-%d}"


class Suspension(models.Model):
    """A time in which the authorization did not allow anything."""

    class Cause(models.TextChoices):
        SUPERVISOR = "supervisor", _("Suspended by the supervisor")
        LEGAL = "legal", _("Suspended by the Legal Unit")
        LEAVE = "leave", _("The employee is on leave")
        NO_SUPERVISOR = "no_supervisor", _("The employee has no supervisor of record")

    authorization = models.ForeignKey(SupervisionAuthorization, on_delete=models.PROTECT, related_name="suspensions")
    cause = models.CharField(max_length=20, choices=Cause)
    reason = models.CharField(max_length=1000, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["authorization"], condition=Q(ended_at__isnull=True), name="suspension_is_open_once"
            )
        ]
