from authorizations.models.accounts import (
    AccountRename,
    AccountState,
    HandleAttempt,
    HandleClaim,
    RenameState,
    SocialMediaAccount,
)
from authorizations.models.compliance import ComplianceIssue
from authorizations.models.evidence import EvidenceFile, EvidenceItem, NotificationDuty
from authorizations.models.issues import OwnedIssue, issue_checks
from authorizations.models.notes import JJEMSNote
from authorizations.models.platforms import Platform
from authorizations.models.review import SupervisionReview
from authorizations.models.supervision import Attestation, NumberSeries, SupervisionAuthorization, Suspension

__all__ = [
    "AccountRename",
    "AccountState",
    "Attestation",
    "ComplianceIssue",
    "EvidenceFile",
    "EvidenceItem",
    "HandleAttempt",
    "HandleClaim",
    "JJEMSNote",
    "NotificationDuty",
    "NumberSeries",
    "OwnedIssue",
    "Platform",
    "RenameState",
    "SocialMediaAccount",
    "SupervisionAuthorization",
    "SupervisionReview",
    "Suspension",
    "issue_checks",
]
