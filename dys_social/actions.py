"""What the trail can say about itself."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "trail.viewed": _("{actor} looked at the audit trail"),
}
