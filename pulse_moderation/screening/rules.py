"""What a screening rule is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    INFO = "info", _("Note")
    CAUTION = "caution", _("Caution")
    HOLD = "hold", _("Hold")
    CRITICAL = "critical", _("Critical")


class Mode(TextChoices):
    SHADOW = "shadow", _("Shadow: counted only")
    CAUTION = "caution", _("Caution: the author is warned")
    SUSPECT = "suspect", _("Suspect: queued, not held")
    HOLD = "hold", _("Hold: waits for a moderator")


class Kind(TextChoices):
    WORDS = "words", _("Words and phrases")
    PATTERN = "pattern", _("Pattern")
    DETECTOR = "detector", _("Detector")
