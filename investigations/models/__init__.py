from investigations.models.authorization import (
    Interruption,
    InvestigatedYouth,
    InvestigationAuthorization,
    stood_in_for,
)
from investigations.models.contact import CommunicationApproval, CommunicationEntry
from investigations.models.emergency import AGREERS, ASKERS, EmergencyAccess
from investigations.models.meeting import ReviewMeeting
from investigations.models.profile import (
    PERSONA,
    AccountRecord,
    InvestigationProfile,
    KeptFile,
    PersonaVersion,
    ProfileHolder,
    ProfileReview,
)
from investigations.models.records import CapturedItem, ConfidentialIssue, Disclosure
from investigations.models.relations import (
    Assignment,
    ConfirmedDelegate,
    Designation,
    InvestigationNumbers,
    is_legal,
)

__all__ = [
    "AGREERS",
    "ASKERS",
    "PERSONA",
    "AccountRecord",
    "Assignment",
    "CapturedItem",
    "CommunicationApproval",
    "CommunicationEntry",
    "ConfidentialIssue",
    "ConfirmedDelegate",
    "Designation",
    "Disclosure",
    "EmergencyAccess",
    "Interruption",
    "InvestigatedYouth",
    "InvestigationAuthorization",
    "InvestigationNumbers",
    "InvestigationProfile",
    "KeptFile",
    "PersonaVersion",
    "ProfileHolder",
    "ProfileReview",
    "ReviewMeeting",
    "is_legal",
    "stood_in_for",
]
