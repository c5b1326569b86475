"""The answers a record of B.3 may hold (domain 5.5 to 5.8, 6.6)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


def labels(choices, values):
    """The words of some values, in the order of the list."""
    return [str(choice.label) for choice in choices if choice.value in values]


class Basis(TextChoices):
    """Why somebody may investigate at all (B.3)."""

    LEGAL = "legal", _("Legal Unit")
    INVESTIGATION_UNIT = "investigation_unit", _("Investigation Unit")
    APPREHENSION = "apprehension", _("Apprehension Officer")
    DESIGNEE = "designee", _("Designee of the Legal or Investigation Unit")


class Purpose(TextChoices):
    APPREHENSION = "apprehension", _("Apprehension, AWOL")
    CRIME = "crime", _("Alleged crime involving youth")
    THREAT = "threat", _("Threat or weapon")
    EXPLOITATION = "exploitation", _("Exploitation or trafficking of youth")
    STAFF = "staff", _("Staff misconduct involving youth")
    CONTRABAND = "contraband", _("Contraband or escape planning")
    INTIMIDATION = "intimidation", _("Intimidation of a victim or witness")
    OTHER = "other", _("Other")


class Level(TextChoices):
    OVERT = "overt", _("Overt: public content, nothing hidden")
    DISCRETE = "discrete", _("Discrete: viewing without being noticed")
    COVERT = "covert", _("Covert: under another identity")


class Equipment(TextChoices):
    DEPARTMENT = "department", _("Department device")
    PERSONAL = "personal", _("Personal device")


class EndReason(TextChoices):
    PURPOSE_ACHIEVED = "purpose_achieved", _("Purpose achieved")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")
    JOB_CHANGED = "job_changed", _("The person changed job")
    SEPARATED = "separated", _("The person left")
    EXPIRED = "expired", _("Expired")
    SUPERVISOR_REVOKED = "supervisor_revoked", _("Revoked by the supervisor")
    LEGAL_REVOKED = "legal_revoked", _("Revoked by the Legal Unit")
    REVIEW = "review", _("Outcome of a review")
    OTHER = "other", _("Other")


CLOSE_REASONS = (EndReason.PURPOSE_ACHIEVED, EndReason.NO_LONGER_NEEDED, EndReason.JOB_CHANGED, EndReason.OTHER)


class Cause(TextChoices):
    """Why an authorization is suspended."""

    SUPERVISOR = "supervisor", _("Suspended by the supervisor")
    LEGAL = "legal", _("Suspended by the Legal Unit")
    MEETING = "meeting", _("Outcome of a review meeting")
    MEETING_MISSED = "meeting_missed", _("The review meeting was not held")
    DESIGNATION = "designation", _("The designation ended")
    NOT_ELIGIBLE = "not_eligible", _("The person no longer belongs to those B.3 names")
    LEAVE = "leave", _("The person is on leave")


class Method(TextChoices):
    ACCEPT = "accept", _("Accept a request")
    SEND_REQUEST = "send_request", _("Send a friend request")
    FOLLOW = "follow", _("Follow")
    DIRECT_MESSAGE = "direct_message", _("Direct message")
    REACTION = "reaction", _("Comment or reaction")
    GROUP = "group", _("Group or forum")
    CALL = "call", _("Voice or video call")
    GAME_CHAT = "game_chat", _("Game chat")


class Direction(TextChoices):
    IN = "in", _("From the youth or account")
    OUT = "out", _("From the profile")


class MeetingMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")
    PHONE = "phone", _("By phone")


class Outcome(TextChoices):
    CONTINUE = "continue", _("Continue")
    CONDITIONS = "conditions", _("Continue with conditions")
    SUSPEND = "suspend", _("Suspend")
    CLOSE = "close", _("Close")


class MeetingCheck(TextChoices):
    EVIDENCE = "evidence", _("Is what was found kept as evidence?")
    SCOPE = "scope", _("Is the use still within what was granted?")
    PROFILE = "profile", _("Is the profile still needed?")
    SECURITY = "security", _("Are privacy and security of the account in order?")


class ReviewCheck(TextChoices):
    SCOPE = "scope", _("Is use within the scope granted?")
    RECORD = "record", _("Is the B.3.a record complete?")
    MEETINGS = "meetings", _("Were B.3.b meetings held?")
    COMMUNICATION = "communication", _("Were communications approved?")
    NEED = "need", _("Is the profile still needed?")


class Answer(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Cannot tell")


class ReviewResult(TextChoices):
    CONCUR = "concur", _("Concur")
    CONDITIONS = "conditions", _("Concur with conditions")
    SUSPEND = "suspend", _("Suspend")
    CLOSE = "close", _("Close")


class ReviewKind(TextChoices):
    FIRST = "first", _("First review")
    PERIODIC = "periodic", _("Periodic review")
    DEACTIVATION = "deactivation", _("Check of the deactivation")


class Group(TextChoices):
    """What is opened together: one reveal each."""

    REQUEST = "request", _("Youth and facts")
    ACCOUNT = "account", _("Account")
    PERSONA = "persona", _("Persona")
    CONTACT = "contact", _("Communication")
    MEETINGS = "meetings", _("Review meetings")
    EVIDENCE = "evidence", _("Evidence")
    NOTES = "notes", _("Reasons and notes")


class RevealReason(TextChoices):
    OWN_WORK = "own_work", _("My own investigation")
    DECISION = "decision", _("A decision I have to take")
    REVIEW = "review", _("A review or review meeting")
    RECORD = "record", _("Holding or checking the record")
    DISCLOSURE = "disclosure", _("A disclosure or legal process")
    SAFETY = "safety", _("The safety of a person")


class FileKind(TextChoices):
    IMAGE = "image", _("Profile image")
    PROOF = "proof", _("Proof of deactivation")
    TRANSCRIPT = "transcript", _("Transcript or screenshot of communication")
    CAPTURE = "capture", _("Captured evidence")


class AccessBasis(TextChoices):
    """How what was captured could be seen."""

    PUBLIC = "public", _("Public, without signing in")
    NO_CONNECTION = "no_connection", _("Visible to anyone signed in, without a connection")
    PROFILE = "profile", _("Through the investigation profile")


class IssueKind(TextChoices):
    UNAPPROVED_CONTACT = "unapproved_contact", _("Communication outside an approval")
    OUTSIDE_AUTHORIZATION = "outside_authorization", _("Activity outside an active authorization")
    NOT_DEACTIVATED = "not_deactivated", _("Profile not deactivated in time")


class EmergencyReason(TextChoices):
    """The kind of reason, which auditors see."""

    SAFETY = "safety", _("Danger to a person")
    ABSENCE = "absence", _("Nobody who may see it can be reached")
    COURT = "court", _("Order of a court or legal process")
    FAULT = "fault", _("A fault of the portal")
