"""The choice lists of reports: how one is made, held and handled, and what is found (domain 5.10, 6.3, 6.11, 6.12)."""

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
    MATCHED = "matched", _("Stands behind an investigation profile, or above who does")
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


class SiteKind(TextChoices):
    """Where it happened."""

    PERSONAL = "personal", _("A personal social media account or page")
    WORK = "work", _("An account authorized for work")
    PULSE = "pulse", _("Pulse, the DYS intranet")
    DEVICE = "device", _("A personal text message or device")
    UNKNOWN = "unknown", _("I do not know")


class Medium(TextChoices):
    """What it was (P.1, P.3, A.1; domain 6.3)."""

    POST = "post", _("A post")
    COMMENT = "comment", _("A comment")
    CHAT = "chat", _("A chat or direct message")
    TEXT = "text", _("A text message")
    PROFILE = "profile", _("Something on a profile")
    PHOTO = "photo", _("A photograph")
    VIDEO = "video", _("A video")
    LIVE = "live", _("A live stream")
    STORY = "story", _("A story that disappears")
    BLOG = "blog", _("A blog")
    FORUM = "forum", _("A forum")
    SHARING = "sharing", _("File sharing")
    FRIEND = "friend", _("A friend request or follow")
    REACTION = "reaction", _("A reaction or like")
    GROUP = "group", _("A group")
    OTHER = "other", _("Something else online")


class Decided(TextChoices):
    """What triage decides; several at once (domain 6.11)."""

    INVESTIGATE = "investigate", _("Open an investigation")
    TO_SUPERVISOR = "to_supervisor", _("Give it to a manager for resolution")
    TO_HR = "to_hr", _("Refer to human resources or labor relations")
    TO_IT = "to_it", _("Refer to IT and security")
    TO_PRIVACY = "to_privacy", _("Refer to the privacy contact (HIPAA)")
    TO_PROVIDER = "to_provider", _("Refer to the provider or its contract manager")
    TO_POLICE = "to_police", _("Refer to police or the district attorney")
    DEFER = "defer", _("Wait for an outside authority")
    JOIN = "join", _("Join it to another report as a duplicate")
    DISMISS = "dismiss", _("Dismiss: no violation is alleged")
    AUTHORIZED = "authorized", _("Confirmed as authorized activity")


REFERRALS = (Decided.TO_HR, Decided.TO_IT, Decided.TO_PRIVACY, Decided.TO_PROVIDER, Decided.TO_POLICE)


class DismissReason(TextChoices):
    """Why no violation is alleged. Off duty, a private account, deleted or reported late are none (C.2; domain 6.11)."""

    NO_CLAUSE = "no_clause", _("What is described breaks no clause of the policy")
    NOT_COVERED = "not_covered", _("The person is not covered by the policy")
    AUTHORIZED = "authorized", _("It was authorized under B.2 or B.3")
    NOT_SOCIAL_MEDIA = (
        "not_social_media",
        _("It is about something other than social media; sent on to whom it concerns"),
    )
    NO_PERSON = "no_person", _("Nobody can be identified, and no lead is left")


class Measure(TextChoices):
    """What is done at once so that a youth is safe."""

    SUSPENDED = "suspended", _("Authorizations or privileges suspended")
    INSTRUCTED = "instructed", _("A manager got a safety instruction")
    NONE = "none", _("None needed")


class Part(TextChoices):
    """What somebody was asked to be for one report."""

    HANDLER = "handler", _("Handler")
    MANAGER = "manager", _("Manager for resolution")


class NoteKind(TextChoices):
    NOTES = "notes", _("Handlers' note")
    PRIVILEGED = "privileged", _("Privileged note of the Legal Unit")


class Found(TextChoices):
    """What was found of one subject and one clause."""

    SUSTAINED = "sustained", _("Sustained")
    NOT_SUSTAINED = "not_sustained", _("Not sustained")
    UNFOUNDED = "unfounded", _("Unfounded")
    EXONERATED = "exonerated", _("Exonerated: authorized or permitted")
    UNCLEAR = "unclear", _("The policy is unclear")


class Outcome(TextChoices):
    """What follows from findings (domain 6.12)."""

    NONE = "none", _("No action")
    CLARIFIED = "clarified", _("Policy clarified")
    COACHED = "coached", _("Coaching")
    RETRAINED = "retrained", _("Retraining and new acknowledgement")
    AUTHORIZATION = "authorization", _("Authorization suspended or revoked")
    PRIVILEGES = "privileges", _("Pulse privileges suspended or ended")
    WARNED = "warned", _("Written warning")
    SUSPENDED = "suspended", _("Suspension")
    TERMINATED = "terminated", _("Termination")
    PROVIDER = "provider", _("Referred to the provider for action")
    REMOVED = "removed", _("Content removed")


class AimedAt(TextChoices):
    PERSON = "person", _("For the person")
    PLACE = "place", _("For the place, so that it does not happen again")


class LinkKind(TextChoices):
    RELATED = "related", _("Related")
    DUPLICATE = "duplicate", _("The same matter")
    RETALIATION = "retaliation", _("A concern about retaliation")


class MatchKind(TextChoices):
    SUPERVISION = "supervision", _("Supervision authorization (B.2)")
    INVESTIGATION = "investigation", _("Investigation profile (B.3)")


class SubjectBasis(TextChoices):
    NAMED = "named", _("Named")
    MATCHED = "matched", _("Stands behind an investigation profile")


class SignalKind(TextChoices):
    """What the portal saw happen to somebody who reported, done by people in their report."""

    DENIED = "denied", _("A request of theirs was denied")
    REVOKED = "revoked", _("An authorization of theirs was revoked or suspended")
    REPORTED = "reported", _("A report was filed about them")
