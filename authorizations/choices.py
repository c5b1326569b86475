"""The choice lists of the policy and of domain 6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


def labels(choices, values):
    """Several values of one list in words, with commas."""
    return ", ".join(str(choices(value).label) for value in values)


class AccountKind(TextChoices):
    """Whose account may be used for supervision (B.2.a, B.2.b)."""

    OWN_PERSONAL = "own_personal", _("My own personal account")
    REAL_NAME_WORK = "real_name_work", _("A work account in my real name")


class Purpose(TextChoices):
    LOCATE = "locate", _("Locate a youth whose whereabouts are unknown")
    CONDITIONS = "conditions", _("Check conditions of liberty and curfew")
    RISK_TO_YOUTH = "risk_to_youth", _("Safety risk to the youth (self-harm, victimization, exploitation)")
    RISK_TO_OTHERS = "risk_to_others", _("Risk to others (threats, weapons)")
    ASSOCIATES = "associates", _("Gang or associate concern")
    NO_CONTACT = "no_contact", _("Contact with a victim, no-contact order")
    POSITIVE = "positive", _("Positive engagement information")
    OTHER = "other", _("Other")


class Connection(TextChoices):
    """Whether the account is already connected with youth or family (B.2.a, C.2.e, C.2.f)."""

    NONE = "none", _("No")
    YOUTH = "youth", _("Yes, with this youth")
    OTHER_YOUTH = "other_youth", _("Yes, with another DYS youth")
    FAMILY = "family", _("Yes, with a parent, guardian or other family member")


class ViewerAnswer(TextChoices):
    """How the employee keeps from being seen as a viewer (B.2.d)."""

    HIDDEN = "hidden", _("The setting that hides me is on")
    NOT_SHOWN = "not_shown", _("This site does not show who is viewing")
    WILL_NOT_OPEN = "will_not_open", _("The features that show viewers cannot be hidden; I will not open them")


class Device(TextChoices):
    """Electronic devices (A.1)."""

    CELL_PHONE = "cell_phone", _("Cellular telephone")
    SMART_PHONE = "smart_phone", _("Smart phone")
    TABLET = "tablet", _("Tablet or iPad")
    CAMERA = "camera", _("Digital camera")
    MOBILE_COMPUTER = "mobile_computer", _("Mobile computer")
    NETBOOK = "netbook", _("Netbook")
    DESKTOP = "desktop", _("Desktop computer")
    OTHER = "other", _("Other")


class EndReason(TextChoices):
    PURPOSE_ACHIEVED = "purpose_achieved", _("Purpose achieved")
    YOUTH_DISCHARGED = "youth_discharged", _("Youth discharged")
    CASELOAD_CHANGE = "caseload_change", _("Caseload change")
    JOB_CHANGE = "job_change", _("Employee changed job")
    SEPARATED = "separated", _("Employee separated")
    ACCOUNT_CLOSED = "account_closed", _("Account changed or closed")
    EMPLOYEE_ASKED = "employee_asked", _("Employee asked")
    EXPIRED = "expired", _("Expired")
    SUPERVISOR_REVOKED = "supervisor_revoked", _("Supervisor revoked")
    LEGAL_REVOKED = "legal_revoked", _("Legal revoked")
    BREACH = "breach", _("Policy breach")
    REVIEW = "review", _("Closed by a supervisor review")
    OTHER = "other", _("Other")


# What a person may pick when closing; the rest is set by the portal or by revoking.
CLOSE_REASONS = [
    EndReason.PURPOSE_ACHIEVED,
    EndReason.CASELOAD_CHANGE,
    EndReason.ACCOUNT_CLOSED,
    EndReason.EMPLOYEE_ASKED,
    EndReason.OTHER,
]


class Usefulness(TextChoices):
    NONE = "none", _("It gave nothing useful")
    SOME = "some", _("It gave some useful information")
    IMPORTANT = "important", _("It gave important information")


class Capacity(TextChoices):
    """In what capacity somebody decided."""

    SUPERVISOR = "supervisor", _("Supervisor of record")
    DELEGATE = "delegate", _("Delegate")
    CHAIN = "chain", _("Next in line")
    LEGAL = "legal", _("Legal Unit")


class ViewerVisibility(TextChoices):
    """Whether a site shows who is viewing (B.2.d)."""

    NONE = "none", _("Shows no viewers")
    SOME = "some", _("Some features show viewers")
    PROFILE_VIEWS = "profile_views", _("Shows who viewed a profile")
    UNKNOWN = "unknown", _("To be answered by the requester")


class HideSetting(TextChoices):
    YES = "yes", _("A setting hides the viewer")
    PARTLY = "partly", _("A setting hides the viewer in part")
    NO = "no", _("No setting hides the viewer")
    NOT_NEEDED = "not_needed", _("Not needed")


class NoteKind(TextChoices):
    INITIAL = "initial", _("Authorization")
    AMENDMENT = "amendment", _("Amendment")
    ENDED = "ended", _("End")


# Captured evidence (B.2.f; domain 5.9, 6.7, 6.8, 6.10) -----------------------------------------------------------------


class Relevance(TextChoices):
    """Why what was seen is relevant to the youth's case (6.7)."""

    WHEREABOUTS = "whereabouts", _("Whereabouts")
    CONDITIONS = "conditions", _("Violation of conditions")
    OFFENSE = "offense", _("New alleged offense")
    WEAPON = "weapon", _("Weapon")
    THREAT = "threat", _("Threat to others")
    SELF_HARM = "self_harm", _("Sign of self-harm or suicide")
    ABUSE = "abuse", _("Abuse or neglect of a minor")
    EXPLOITATION = "exploitation", _("Exploitation")
    SUBSTANCES = "substances", _("Substance use")
    ASSOCIATES = "associates", _("Gang or associates")
    VICTIM = "victim", _("Contact with a victim")
    STAFF = "staff", _("Staff conduct")
    PROGRESS = "progress", _("Positive progress")
    OTHER = "other", _("Other")


class AttributionBasis(TextChoices):
    """Why the account is believed to be the youth's (6.8)."""

    YOUTH_TOLD = "youth_told", _("The youth told staff")
    PARENT_TOLD = "parent_told", _("A parent or guardian told staff")
    PHOTOGRAPHS = "photographs", _("Known photographs of the youth")
    DETAILS = "details", _("Matches a known phone number, e-mail or nickname")
    ONLY_THEY = "only_they", _("Content only the youth would know")
    LINKED = "linked", _("Linked from another confirmed account")
    LEGAL_PROCESS = "legal_process", _("Answer of the site or of legal process")
    OTHER = "other", _("Other")


class Confidence(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    PROBABLE = "probable", _("Probable")
    POSSIBLE = "possible", _("Possible")


class AccessBasis(TextChoices):
    """How it could be seen. Through a connection is not offered: B.2 allows none."""

    PUBLIC = "public", _("Public, without signing in")
    NO_CONNECTION = "no_connection", _("Visible to anyone signed in, without a connection")


class DutyKind(TextChoices):
    """Notifications that policy or law may call for (6.10)."""

    SUPERVISOR = "supervisor", _("Your supervisor")
    CASEWORKER = "caseworker", _("The youth's caseworker, or the district manager")
    DCF_ORAL = "dcf_oral", _("DCF by telephone: 51A report")
    DCF_WRITTEN = "dcf_written", _("DCF in writing: 51A report")
    POLICE = "police", _("Local or state police")
    EMERGENCY = "emergency", _("911, if danger is imminent")
    CLINICAL = "clinical", _("Clinical director, suicide protocol")
    INVESTIGATIONS = "investigations", _("DYS Investigation Unit")
    LEGAL = "legal", _("DYS Legal Unit")
    VICTIM_SERVICES = "victim_services", _("Victim services")
    COURT = "court", _("Probation, court or regional review team")
    PARENT = "parent", _("Parent or guardian")
    CYBERTIPLINE = "cybertipline", _("NCMEC CyberTipline, through the Legal Unit or police")
    OTHER = "other", _("Somebody else")


class DutyMethod(TextChoices):
    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    WRITING = "writing", _("In writing")
    ONLINE = "online", _("By their own form or system")
    PORTAL = "portal", _("By this portal")


# The supervisor's periodic review, a supporting control and not policy (domain 5.4, 5.8) ------------------------------


class ReviewMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")
    PHONE = "phone", _("By phone")


class ReviewCheck(TextChoices):
    EVIDENCE = "evidence", _("Is what was captured in the youth's file?")
    PURPOSE = "purpose", _("Are the purpose and its limits still valid?")
    ACCOUNT = "account", _("Is the account still needed?")
    PRIVACY = "privacy", _("Are viewer privacy and the account's settings in order?")


class ReviewOutcome(TextChoices):
    CONTINUE = "continue", _("Continue")
    CONDITIONS = "conditions", _("Continue with conditions")
    SUSPEND = "suspend", _("Suspend")
    CLOSE = "close", _("Close")


# What the Legal Unit found (C.3) --------------------------------------------------------------------------------------


class Finding(TextChoices):
    """What the Legal Unit found. `earlier`: answered before findings were asked for; nobody claims what it was."""

    NO_BREACH = "no_breach", _("No breach")
    BREACH = "breach", _("Breach")
    EARLIER = "earlier", _("Answered before findings were asked for")
