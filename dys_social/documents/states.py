"""docs/states.md: what follows what, drawn from the tables of moves."""

from authorizations.models import (
    AccountRename,
    ComplianceIssue,
    EvidenceItem,
    JJEMSNote,
    NotificationDuty,
    SocialMediaAccount,
    SupervisionAuthorization,
    SupervisionReview,
)
from dys_social.documents.markdown import MADE_BY, table
from investigations.models import (
    CommunicationApproval,
    ConfidentialIssue,
    EmergencyAccess,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from pulse_moderation.models import Audit, Order, Post, YouthRelease

RECORDS = [
    ("Supervision authorization (B.2)", SupervisionAuthorization),
    ("JJEMS note (B.2.c)", JJEMSNote),
    ("Social media account (B.2.e)", SocialMediaAccount),
    ("New account name (B.2.e)", AccountRename),
    ("Captured evidence (B.2.f)", EvidenceItem),
    ("Notification about captured evidence (B.2.f)", NotificationDuty),
    ("Supervisor review (a DYS control, not policy)", SupervisionReview),
    ("Compliance issue", ComplianceIssue),
    ("Investigation authorization (B.3.a)", InvestigationAuthorization),
    ("Investigation profile (B.3.a)", InvestigationProfile),
    ("Communication with youth (B.3.c)", CommunicationApproval),
    ("Review meeting (B.3.b)", ReviewMeeting),
    ("Confidential compliance issue", ConfidentialIssue),
    ("Emergency access", EmergencyAccess),
    ("Post on Pulse (B.1)", Post),
    ("Written release (B.1.h)", YouthRelease),
    ("Order to a source of posts (B.1.a)", Order),
    ("Audit of decisions on Pulse (B.1.a)", Audit),
]


def states_page():
    lines = ["# States", "", f"What may follow what; a move that stands in no diagram is refused. {MADE_BY}"]
    for title, model in RECORDS:
        lines += ["", f"## {title}", "", *_diagram(model), "", *_table(model)]
    return "\n".join(lines) + "\n"


def _diagram(model):
    field = model._meta.get_field("state")
    names = dict(field.choices)
    triples = model.MOVES.triples()
    leads_on = {str(before) for _act, before, _after in triples}
    used = {str(state) for _act, before, after in triples for state in (before, after)}
    return [
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {state}: {names[state]}" for state in names if state in used),
        f"    [*] --> {field.default}",
        *(f"    {before!s} --> {after!s}: {act!s}" for act, before, after in triples),
        *(f"    {state} --> [*]" for state in names if state in used - leads_on),
        "```",
    ]


def _table(model):
    names = dict(model._meta.get_field("state").choices)
    rows = [
        (f"`{model.EVENT_PREFIX}.{act!s}`", names[before], names[after]) for act, before, after in model.MOVES.triples()
    ]
    return table(["Event on the trail", "From", "To"], rows)
