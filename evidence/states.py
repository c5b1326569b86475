"""What happens to a file in custody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CustodyAct(TextChoices):
    RECEIVED = "received", _("Received")
    VIEWED = "viewed", _("Viewed")
    DOWNLOADED = "downloaded", _("Original downloaded")
    EXPORTED = "exported", _("Exported in an evidence sheet")
    DAMAGED = "damaged", _("Found damaged by the daily check")
    WHOLE_AGAIN = "whole_again", _("Found whole again by the daily check")
