"""The choice lists of the policy and of domain 6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
