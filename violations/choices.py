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


class Answer(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("I do not know")


class Way(TextChoices):
    """The four ways of C.1, for personal use."""

    DISPLAYED = "displayed", _("Shown on a personal social media site")
    TEXTED = "texted", _("Sent by a personal text message")
    PHOTOGRAPHED = "photographed", _("Photographed")
    FILMED = "filmed", _("Videotaped")


class Relationship(TextChoices):
    """Whose friend request it was (C.2.e, C.2.f)."""

    CLIENT = "client", _("A youth in our care")
    DETAINED = "detained", _("A detained youth")
    PARENT = "parent", _("A parent or guardian")
    IMMEDIATE = "immediate_family", _("Immediate family")
    FAMILY = "other_family", _("Other family")


class Direction(TextChoices):
    """C.2.e is sending, C.2.f is accepting; when nobody knows, or they were friends already, both are open."""

    SENT = "sent", _("They sent the request")
    ACCEPTED = "accepted", _("They accepted it")
    CONNECTED = "connected", _("They were connected already")
    UNKNOWN = "unknown", _("I do not know")


class Basis(TextChoices):
    """What C.2.i names."""

    RACE = "race", _("Race")
    SEX = "sex", _("Sex")
    DISABILITY = "disability", _("Disability")
    RELIGION = "religion", _("Religion")
    OTHER = "other", _("Another status protected by law or DYS policy")
