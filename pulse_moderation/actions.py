"""What the trail can say about Pulse. It names no youth."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "release.begun": _("Written release begun by {actor}"),
    "release.corrected": _("Taken up again to correct it, by {actor}"),
    "release.document_added": _("Signed document added by {actor}"),
    "release.downloaded": _("Original of a document downloaded by {actor}"),
    "release.expired": _("Expired"),
    "release.guardian_not_needed": _("{actor} decided that no parent or guardian needs to sign"),
    "release.rejected": _("Rejected by {actor}"),
    "release.revoked": _("Revoked; entered by {actor}"),
    "release.submitted": _("Handed in to be verified, by {actor}"),
    "release.verified": _("Verified by {actor}"),
}
