"""Social media accounts and the claims that keep each with one person (B.2.a, B.2.e)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorizations.choices import AccountKind
from authorizations.models.platforms import Platform
from sealing.fields import SealedTextField
from workflow.models import Stateful
from workflow.moves import Moves


class HandleClaim(models.Model):
    """One account name on one family of sites, as a keyed hash. It tells nobody whose it is, or of what kind.

    Accounts of every kind, now and later, stand on one claim each; a second claim on a name is refused here.
    """

    key = models.BinaryField(max_length=32, unique=True)
    claimed_at = models.DateTimeField()

    def __str__(self):
        return f"claim {self.pk}"


class HandleAttempt(models.Model):
    """A name somebody put in a signed request: what the limit on new names counts, conflicts included."""

    class Outcome(models.TextChoices):
        CLAIMED = "claimed", _("Claimed")
        CONFLICT = "conflict", _("Held by somebody else")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    handle = SealedTextField()  # for Legal's eyes: a conflict may touch a confidential profile
    outcome = models.CharField(max_length=10, choices=Outcome)
    attempted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "attempted_at"], name="handle_attempts_of")]


class AccountState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    RELEASED = "released", _("Released")
    RETIRED = "retired", _("Retired")


class SocialMediaAccount(Stateful):
    """An employee's account, registered for supervision. It stays with its owner for good (B.2.e)."""

    MOVES = Moves(
        {
            "released": {AccountState.REGISTERED: AccountState.RELEASED},
            "retired": {AccountState.REGISTERED: AccountState.RETIRED},
        }
    )
    EVENT_PREFIX = "account"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="social_media_accounts")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="accounts")
    other_site = models.CharField(max_length=60, blank=True)
    family = models.CharField(max_length=80)
    claim = models.OneToOneField(HandleClaim, null=True, on_delete=models.PROTECT, related_name="+")
    handle_entered = models.CharField(max_length=300)
    handle = models.CharField(max_length=200)
    platform_user_id = models.CharField(max_length=60, blank=True)
    display_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=AccountKind)
    profile_url = models.URLField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=AccountState, default=AccountState.REGISTERED)
    release_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["platform__name", "handle"]
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="account_and_owner"),
            models.UniqueConstraint(
                fields=["family", "platform_user_id"],
                condition=~Q(platform_user_id="") & Q(state="registered"),
                name="account_user_id_is_unique",
            ),
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(claim__isnull=False), name="account_registered_has_claim"
            ),
        ]

    def __str__(self):
        return f"{self.site_name} · {self.handle}"

    @property
    def site_name(self):
        return self.other_site if self.platform.is_other else self.platform.name


class RenameState(models.TextChoices):
    ASKED = "asked", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class AccountRename(Stateful):
    """A new name of a registered account, asked by its owner and approved by the supervisor (domain 7.1)."""

    MOVES = Moves(
        {
            "approved": {RenameState.ASKED: RenameState.APPROVED},
            "declined": {RenameState.ASKED: RenameState.DECLINED},
        }
    )
    EVENT_PREFIX = "rename"

    account = models.ForeignKey(SocialMediaAccount, on_delete=models.PROTECT, related_name="renames")
    authorization = models.ForeignKey(
        "authorizations.SupervisionAuthorization", on_delete=models.PROTECT, related_name="renames"
    )
    old_handle = models.CharField(max_length=200)
    new_handle_entered = models.CharField(max_length=300)
    new_handle = models.CharField(max_length=200)
    claim = models.ForeignKey(HandleClaim, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RenameState, default=RenameState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state="asked"), name="rename_is_asked_once"),
        ]

    def __str__(self):
        return f"{self.old_handle} to {self.new_handle}"
