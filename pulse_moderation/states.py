"""The states of what Pulse moderation keeps, and what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Moves


class ReleaseState(TextChoices):
    """Of a written release (domain 7.10)."""

    DRAFT = "draft", _("Draft")
    UPLOADED = "uploaded", _("To verify")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class ReleaseAct(TextChoices):
    SUBMIT = "submitted", _("hand in")
    VERIFY = "verified", _("verify")
    REJECT = "rejected", _("reject")
    CORRECT = "corrected", _("correct")
    EXPIRE = "expired", _("expire")
    REVOKE = "revoked", _("revoke")


RELEASE_ON_RECORD = tuple(state for state in ReleaseState if state != ReleaseState.DRAFT)
RELEASE_WAS_VERIFIED = (ReleaseState.VERIFIED, ReleaseState.EXPIRED, ReleaseState.REVOKED)

RELEASE_MOVES = Moves(
    {
        ReleaseAct.SUBMIT: {ReleaseState.DRAFT: ReleaseState.UPLOADED},
        ReleaseAct.VERIFY: {ReleaseState.UPLOADED: ReleaseState.VERIFIED},
        ReleaseAct.REJECT: {ReleaseState.UPLOADED: ReleaseState.REJECTED},
        # Ours: a slip of the pen is put right by whoever handed it in, and looked at anew.
        ReleaseAct.CORRECT: {ReleaseState.REJECTED: ReleaseState.DRAFT},
        ReleaseAct.EXPIRE: {ReleaseState.VERIFIED: ReleaseState.EXPIRED},
        # Ours: what was posted while it stood is still shown when its term is over, and can be taken back.
        ReleaseAct.REVOKE: {
            ReleaseState.VERIFIED: ReleaseState.REVOKED,
            ReleaseState.EXPIRED: ReleaseState.REVOKED,
        },
    }
)
