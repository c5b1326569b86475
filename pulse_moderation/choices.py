"""What may be chosen about what is posted on Pulse: the words of B.1 and domain 5.12."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


def labels(choices, values):
    """Several values of one list in words, with commas."""
    return ", ".join(str(choices(value).label) for value in values)


class Material(TextChoices):
    """What of a youth may be shown with a written release (B.1.h)."""

    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")
    ART = "art", _("Art work")
    WRITING = "writing", _("Writing")
    AUDIO = "audio", _("Audio")
    OTHER = "other", _("Other material")


class Shown(TextChoices):
    """What the material may tell of who the youth is. The names are those of fields of a release: may_show_…"""

    FIRST_NAME = "first_name", _("First name")
    FULL_NAME = "full_name", _("Full name")
    FACE = "face", _("Face")
    VOICE = "voice", _("Voice")


class ReleaseUse(TextChoices):
    PULSE = "pulse", _("DYS Pulse")
    PRINT = "print", _("Printed matter of DYS")
    EVENT = "event", _("Exhibitions and events of DYS")
    OTHER = "other", _("Another use, as the paper says")


class GuardianNeeded(TextChoices):
    """Whether a parent or guardian signs as well: "if needed", says B.1.h."""

    YES = "yes", _("Yes, under 18 when it was signed")
    ADULT = "adult", _("No, 18 or over when it was signed")
    WAIVED = "waived", _("No, for another reason the Legal Unit gave")


class GuardianCapacity(TextChoices):
    """As what a guardian signs. DYS never has legal custody, so none of these is staff of DYS or of a provider."""

    PARENT = "parent", _("Parent")
    LEGAL_GUARDIAN = "legal_guardian", _("Legal guardian")
    DCF = "dcf", _("Department of Children and Families")
    COURT_APPOINTED = "court_appointed", _("Appointed by a court")
    OTHER = "other", _("Other")


class RevokedBy(TextChoices):
    YOUTH = "youth", _("The youth")
    GUARDIAN = "guardian", _("The parent or guardian")
    DYS = "dys", _("DYS")
