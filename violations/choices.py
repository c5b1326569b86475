"""How a report was made, who holds it, and why somebody is kept away from it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    """Who reports: by name; by a name that is sealed and opened by two people; or nobody knows (design §5)."""

    NAMED = "named", _("With my name")
    CONFIDENTIAL = "confidential", _("Confidentially")
    ANONYMOUS = "anonymous", _("Anonymously")


class Pool(TextChoices):
    """Who holds a report. Whom the wall empties passes it on to the next, in this order."""

    LEGAL = "legal", _("Legal Unit")
    GENERAL_COUNSEL = "general_counsel", _("General Counsel")
    DESIGNEE = "commissioner_designee", _("Commissioner's designee")
    RESERVE = "reserve", _("Reserve handlers")
    COMMISSIONER = "commissioner", _("Commissioner")
    OUTSIDE = "outside", _("Referred to an outside authority")


class Because(TextChoices):
    """Why somebody may not learn that a report exists, besides what the reporting line of the day says."""

    NAMED = "named", _("Named in it")
    LINE = "line", _("Above somebody named, or of their unit or program, when they were named")
    RELATED = "related", _("Related to somebody named")
    RECUSED = "recused", _("Stepped aside")
