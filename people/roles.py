"""The system roles of domain 4.3. A supervisor is no role: it is a relation, see User.supervises."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    LEGAL = "legal", _("Legal Unit")
    INVESTIGATIONS = "investigations", _("Investigation Unit")
    PULSE_MODERATOR = "pulse_moderator", _("Pulse moderator")
    HR = "hr", _("Human Resources")
    ADMIN = "admin", _("Portal administrator")
    AUDITOR = "auditor", _("Auditor")
    GENERAL_COUNSEL = "general_counsel", _("General Counsel")
    COMMISSIONER_DESIGNEE = "commissioner_designee", _("Commissioner's designee")


# They open confidential records, so a second person, of the Legal Unit, confirms them (domain 4.2, 4.5).
NEEDS_CONFIRMATION = frozenset({Role.LEGAL, Role.INVESTIGATIONS, Role.GENERAL_COUNSEL, Role.COMMISSIONER_DESIGNEE})
