"""The words a clause, its statements and the settings are sorted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Modality(models.TextChoices):
    """How strongly a statement speaks."""

    SHALL = "shall", _("shall")
    SHALL_NOT = "shall not", _("shall not")
    MUST = "must", _("must")
    MAY = "may", _("may")
    MAY_NOT = "may not", _("may not")
    PROHIBITED = "prohibited", _("prohibited")
    CAUTION = "caution", _("caution")
    ENCOURAGED = "encouraged", _("encouraged")
    NONE_REQUIRED = "none required", _("none required")
    NOTICE = "notice", _("notice")
    POWER = "power", _("power of DYS")
    SCOPE = "scope", _("scope")
    EXCEPTION = "exception", _("exception")


class Severity(models.TextChoices):
    """How fast a reported violation is looked at. Ours, not policy."""

    CRITICAL = "critical", _("Critical: alert at once")
    HIGH = "high", _("High: same day")
    MEDIUM = "medium", _("Medium: triage queue")
    LOW = "low", _("Low: triage queue")


class Route(models.TextChoices):
    """Who looks at a reported violation first. Ours, not policy."""

    LEGAL = "legal", _("Legal triage")
    RESTRICTED = "restricted", _("Legal and Investigations only")
    CHAIN = "chain", _("Legal triage, likely on to the supervisor chain")
