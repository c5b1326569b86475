"""Reports of violations, the wall around each, their handling and findings (C.3; design §4.3)."""

from violations.models.filing import Draft, DraftFile, KeyTry, ReportKey
from violations.models.findings import CorrectiveAction, Finding, Hearing
from violations.models.handling import Assignment, Opening, Pause, ReportDuty, Safety, TriageDecision
from violations.models.relations import CheckIn, Link, Match, Signal
from violations.models.report import Allegation, Report, Subject
from violations.models.search import ReportWords, SavedView
from violations.models.thread import Attachment, Message, Note
from violations.models.wall import Excluded, LetIn, ReserveHandler

__all__ = [
    "Allegation",
    "Assignment",
    "Attachment",
    "CheckIn",
    "CorrectiveAction",
    "Draft",
    "DraftFile",
    "Excluded",
    "Finding",
    "Hearing",
    "KeyTry",
    "LetIn",
    "Link",
    "Match",
    "Message",
    "Note",
    "Opening",
    "Pause",
    "Report",
    "ReportDuty",
    "ReportKey",
    "ReportWords",
    "ReserveHandler",
    "Safety",
    "SavedView",
    "Signal",
    "Subject",
    "TriageDecision",
]
