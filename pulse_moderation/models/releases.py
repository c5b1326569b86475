"""The written release with which material of a youth may be shown on Pulse (B.1.h; domain 5.12)."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.models import StoredFile
from people.models import Youth
from people.roles import Role
from pulse_moderation.choices import GuardianCapacity, GuardianNeeded, Material, ReleaseUse, RevokedBy, Shown, labels
from pulse_moderation.states import RELEASE_MOVES, RELEASE_ON_RECORD, RELEASE_WAS_VERIFIED, ReleaseState
from sealing.fields import SealedTextField
from workflow.models import Stateful

HANDLES_RELEASES = frozenset({Role.PULSE_MODERATOR, Role.ADMIN, Role.LEGAL})


def _if(states, condition):
    """In these states the condition holds."""
    return ~Q(state__in=states) | condition


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Releases whose page this person may open: their own, and all on record for moderators, administrators, the Legal
        Unit and the auditor. A draft is its author's alone.
        """
        return self._for(user, HANDLES_RELEASES | {Role.AUDITOR})

    def read_by(self, user):
        """Those of them whose document and words they may read: an auditor, as an auditor, reads the facts only."""
        return self._for(user, HANDLES_RELEASES)

    def _for(self, user, roles):
        own = Q(uploaded_by=user)
        return self.filter(own | Q(state__in=RELEASE_ON_RECORD)) if user.has_role(*roles) else self.filter(own)

    def in_force_on(self, day):
        """What a post of that day may rely on: the pick-list of whoever writes one."""
        return self.filter(state=ReleaseState.VERIFIED, valid_from__lte=day, valid_to__gte=day)

    def expired_by(self, day):
        return self.filter(state=ReleaseState.VERIFIED, valid_to__lt=day)

    def with_people(self):
        """All that the page of one release names, in one query."""
        return self.select_related(
            "youth__assigned_caseworker",
            "uploaded_by",
            "verified_by",
            "rejected_by",
            "revoked_by",
            "waived_by",
            "document",
            "revocation_document",
        )


class YouthRelease(Stateful):
    """What a youth, and a parent or guardian where needed, allowed in writing and in advance.

    Words that may name somebody are sealed. `youth_age_at_signing` is in whole years; None until it is dated.
    `entered_on` is the day the facts were last entered: no signature is younger.
    """

    MOVES = RELEASE_MOVES
    EVENT_PREFIX = "release"

    number = models.CharField(max_length=20, unique=True, null=True, editable=False)
    state = models.CharField(max_length=12, choices=ReleaseState, default=ReleaseState.DRAFT)
    form_key = models.UUIDField(editable=False)  # one form, one release, however often it is sent
    youth = models.ForeignKey(Youth, models.PROTECT, related_name="releases")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    submitted_at = models.DateTimeField(null=True)
    entered_on = models.DateField()

    # What is allowed
    material_kinds = models.JSONField(default=list)
    description = SealedTextField(null=True)
    may_show_first_name = models.BooleanField(default=False)
    may_show_full_name = models.BooleanField(default=False)
    may_show_face = models.BooleanField(default=False)
    may_show_voice = models.BooleanField(default=False)
    allowed_uses = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    # Who signed it
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    youth_signed_on = models.DateField(null=True)
    youth_age_at_signing = models.PositiveSmallIntegerField(null=True)
    guardian_needed = models.CharField(max_length=8, choices=GuardianNeeded, default=GuardianNeeded.YES)
    guardian_name = SealedTextField(null=True)
    guardian_capacity = models.CharField(max_length=16, choices=GuardianCapacity, blank=True)
    guardian_capacity_text = SealedTextField(null=True)
    guardian_signed_on = models.DateField(null=True)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    waived_at = models.DateTimeField(null=True)
    waiver_reason = SealedTextField(null=True)

    # What became of it
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_at = models.DateTimeField(null=True)
    rejection_reason = SealedTextField(null=True)
    revoked_by_whom = models.CharField(max_length=10, choices=RevokedBy, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = SealedTextField(null=True)
    revocation_document = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            Index(fields=["-created_at", "-id"], name="release_newest"),
            Index(fields=["state", "-created_at", "-id"], name="release_by_state"),
            Index(fields=["uploaded_by", "-created_at"], name="release_of_author"),
            Index(fields=["valid_to"], condition=Q(state=ReleaseState.VERIFIED), name="release_by_last_day"),
        ]
        constraints = [
            UniqueConstraint(fields=["uploaded_by", "form_key"], name="release_form_is_sent_once"),
            CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state_known"),
            CheckConstraint(
                condition=Q(guardian_needed__in=GuardianNeeded.values), name="release_guardian_needed_known"
            ),
            CheckConstraint(
                condition=Q(guardian_capacity__in=["", *GuardianCapacity.values]), name="release_guardian_is_no_staff"
            ),
            CheckConstraint(
                condition=_if(
                    RELEASE_ON_RECORD,
                    Q(
                        number__isnull=False,
                        submitted_at__isnull=False,
                        document__isnull=False,
                        youth_signed_on__isnull=False,
                        youth_age_at_signing__isnull=False,
                    ),
                ),
                name="release_on_record_is_written_and_signed",
            ),
            CheckConstraint(
                condition=_if(
                    RELEASE_WAS_VERIFIED,
                    Q(verified_by__isnull=False, verified_at__isnull=False, valid_from__isnull=False)
                    & Q(valid_to__isnull=False, allowed_uses__contains=[ReleaseUse.PULSE.value])
                    & ~Q(material_kinds=[]),
                ),
                name="release_verified_says_for_what",
            ),
            CheckConstraint(
                condition=_if(
                    RELEASE_WAS_VERIFIED,
                    ~Q(guardian_needed=GuardianNeeded.YES)
                    | (Q(guardian_name__isnull=False, guardian_signed_on__isnull=False) & ~Q(guardian_capacity="")),
                ),
                name="release_guardian_signed_when_needed",
            ),
            CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("uploaded_by")),
                name="release_is_verified_by_another",
            ),
            CheckConstraint(
                condition=(Q(youth_signed_on__isnull=True) | Q(youth_signed_on__lte=F("entered_on")))
                & (Q(guardian_signed_on__isnull=True) | Q(guardian_signed_on__lte=F("entered_on"))),
                name="release_is_not_signed_in_the_future",
            ),
            CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="release_ends_after_it_begins",
            ),
            CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | (
                    (Q(youth_signed_on__isnull=True) | Q(valid_from__gte=F("youth_signed_on")))
                    & (Q(guardian_signed_on__isnull=True) | Q(valid_from__gte=F("guardian_signed_on")))
                ),
                name="release_is_signed_in_advance",
            ),
            CheckConstraint(
                condition=~Q(guardian_needed=GuardianNeeded.ADULT) | Q(youth_age_at_signing__gte=18),
                name="release_without_guardian_is_an_adults",
            ),
            CheckConstraint(
                condition=~Q(guardian_needed=GuardianNeeded.WAIVED)
                | (
                    Q(waived_by__isnull=False, waived_at__isnull=False, waiver_reason__isnull=False)
                    & ~Q(waived_by=F("uploaded_by"))
                ),
                name="release_waiver_says_who_and_why",
            ),
            CheckConstraint(
                condition=~Q(state=ReleaseState.REJECTED)
                | Q(rejected_by__isnull=False, rejected_at__isnull=False, rejection_reason__isnull=False),
                name="release_rejected_says_why",
            ),
            CheckConstraint(
                condition=~Q(state=ReleaseState.REVOKED)
                | (Q(revoked_by__isnull=False, revoked_at__isnull=False) & Q(revoked_by_whom__in=RevokedBy.values)),
                name="release_revoked_says_by_whom",
            ),
        ]

    def __str__(self):
        return self.number or _("Draft of a release")

    def get_absolute_url(self):
        page = "release_edit" if self.state == ReleaseState.DRAFT else "release_detail"
        return reverse(page, args=[self.public_id])

    @property
    def may_show(self):
        """The values of Shown that it allows; a full name holds the first."""
        shown = {one for one in Shown if getattr(self, f"may_show_{one.value}")}
        return shown | {Shown.FIRST_NAME} if Shown.FULL_NAME in shown else shown

    @property
    def signed_on(self):
        """The day of the last signature that is there, or None."""
        days = [day for day in (self.youth_signed_on, self.guardian_signed_on) if day is not None]
        return max(days, default=None)

    @property
    def materials(self):
        return labels(Material, self.material_kinds)
