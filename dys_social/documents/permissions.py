"""docs/permissions.md: every rule asked for every kind of person. The people live in memory only."""

from dataclasses import replace
from datetime import date, timedelta

from authorizations import rules
from authorizations.choices import AccountKind, DutyKind, ViewerAnswer
from authorizations.models import (
    AccountRename,
    ComplianceIssue,
    EvidenceItem,
    JJEMSNote,
    NotificationDuty,
    SocialMediaAccount,
    SupervisionAuthorization,
)
from authorizations.rules import evidence as evidence_rules
from authorizations.rules import issues as issue_rules
from authorizations.states import ItemState, NoteState, State
from dys_social.access import ACCESS
from dys_social.documents.markdown import MADE_BY, table
from investigations import rules as investigation_rules
from investigations.models import (
    AccountRecord,
    CommunicationApproval,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
    ReviewMeeting,
)
from investigations.rules import contacts, meetings, profiles
from investigations.services import emergency
from investigations.states import ContactState, MeetingState, ProfileState
from investigations.states import State as Leave
from people import rules as people_rules
from people.models import Delegation, RoleGrant, User, Youth
from people.roles import Role
from people.titles import YouthStatus
from policy import rules as policy_rules
from policy.settings_table import SETTINGS

TODAY = date(2026, 11, 17)
YES, NO = "yes", "–"


def _person(pk, supervisor=None, *roles):
    person = User(pk=pk, legal_first="Person", legal_last=str(pk), reports_to=supervisor)
    person.roles = frozenset(roles)
    return person


class Cast:
    """One of each kind, around an employee and their request."""

    def __init__(self):
        top = _person(1)
        self.next_in_line = _person(2, top)
        self.supervisor = _person(3, self.next_in_line)
        self.employee = _person(4, self.supervisor)
        self.delegate = _person(5, top)
        self.columns = {
            "Employee": self.employee,
            "Supervisor": self.supervisor,
            "Delegate": self.delegate,
            "Next in line": self.next_in_line,
            "Another supervisor": _person(6, top),
            "Caseworker of the youth": _person(7, self.supervisor),
            "Legal Unit": _person(8, top, Role.LEGAL),
            "Investigation Unit": _person(9, top, Role.INVESTIGATIONS),
            "General Counsel": _person(10, top, Role.GENERAL_COUNSEL, Role.LEGAL),
            "Commissioner's designee": _person(11, top, Role.COMMISSIONER_DESIGNEE),
            "Human Resources": _person(12, top, Role.HR),
            "Pulse moderator": _person(13, top, Role.PULSE_MODERATOR),
            "Administrator": _person(14, top, Role.ADMIN),
            "Auditor": _person(15, top, Role.AUDITOR),
        }
        self.youth = Youth(
            first="",
            last="",
            born_on="",
            status=YouthStatus.COMMITTED_COMMUNITY,
            assigned_caseworker=self.columns["Caseworker of the youth"],
        )
        self.account = SocialMediaAccount(owner=self.employee, kind=AccountKind.OWN_PERSONAL)

    def request(self, state, **fields):
        return SupervisionAuthorization(
            employee=self.employee,
            supervisor_at_submission=self.supervisor,
            youth=self.youth,
            account=self.account,
            state=state,
            decide_by=TODAY + timedelta(days=3),
            expires_on=TODAY + timedelta(days=10),
            **fields,
        )


def _acts(cast):
    """[(section, [(act, rule of one actor and standing)])]."""
    waiting, late = cast.request(State.SUBMITTED), cast.request(State.SUBMITTED)
    late.decide_by = TODAY - timedelta(days=1)
    active = cast.request(State.ACTIVE, viewer_answer=ViewerAnswer.HIDDEN)
    at_rest = cast.request(State.SUSPENDED, suspended_because="supervisor")
    at_rest_by_legal = cast.request(State.SUSPENDED, suspended_because="legal")
    changed = cast.request(State.ACTIVE, reaffirm_due_on=TODAY)
    note = JJEMSNote(authorization=active, text="", locked=[], state=NoteState.DUE)
    rename = AccountRename(authorization=active, account=cast.account)
    issue = ComplianceIssue(employee=cast.employee, statement="")
    begun, logged, gated = (
        EvidenceItem(authorization=active, youth=cast.youth, captured_by=cast.employee, state=state)
        for state in (ItemState.DRAFT, ItemState.LOGGED, ItemState.GATED)
    )
    police, report = (
        NotificationDuty(item=logged, kind=DutyKind.POLICE),
        NotificationDuty(item=gated, kind=DutyKind.CYBERTIPLINE),
    )
    somebody = _person(90)
    to_confirm = RoleGrant(person=somebody, granted_by=_person(91), role=Role.LEGAL)
    handed_over = Delegation(supervisor=cast.supervisor, delegate=cast.delegate)
    return [
        (
            "Supervision authorizations",
            [
                ("Change a draft or a returned request", lambda a, s: rules.may_edit(a, cast.request(State.RETURNED))),
                ("Decide in time", lambda a, s: rules.may_decide(a, waiting, s)),
                ("Decide when it is late", lambda a, s: rules.may_decide(a, late, s)),
                ("Decide when it is late, next in line switched off", lambda a, s: rules.may_decide(a, late, _off(s))),
                ("Withdraw", lambda a, s: rules.may_withdraw(a, waiting)),
                ("Suspend", lambda a, s: rules.may_suspend(a, active, s)),
                ("Resume after the supervisor", lambda a, s: rules.may_resume(a, at_rest, s)),
                ("Resume after Legal", lambda a, s: rules.may_resume(a, at_rest_by_legal, s)),
                ("Revoke", lambda a, s: rules.may_revoke(a, active, s)),
                ("Close", lambda a, s: rules.may_close(a, active, s)),
                ("Ask to renew", lambda a, s: rules.may_renew(a, active, s, has_successor=False)),
                ("Re-affirm after a change of supervisor", lambda a, s: rules.may_reaffirm(a, changed, s)),
                ("Check viewer privacy again", lambda a, s: rules.may_recheck_privacy(a, active)),
                ("Confirm the JJEMS note", lambda a, s: rules.may_confirm_note(a, note)),
            ],
        ),
        (
            "Captured evidence",
            [
                ("Capture", lambda a, s: evidence_rules.may_capture(a, active)),
                ("Add to a draft, put it on record", lambda a, s: evidence_rules.may_change_draft(a, begun)),
                ("Say that it is in the youth's file", lambda a, s: evidence_rules.may_file(a, logged)),
                ("Correct by a new item", lambda a, s: evidence_rules.may_correct(a, logged, has_successor=False)),
                ("Record a notification", lambda a, s: evidence_rules.may_tell(a, police)),
                ("Record one after a stop at the gate", lambda a, s: evidence_rules.may_tell(a, report)),
            ],
        ),
        (
            "Accounts, sites, issues",
            [
                ("Report a new account name", lambda a, s: rules.may_rename(a, active, has_open_rename=False)),
                ("Decide a new account name", lambda a, s: rules.may_decide_rename(a, rename, s)),
                ("Release an account name", lambda a, s: rules.may_release_account(a, cast.account, has_live=False)),
                ("Change the facts of a site", lambda a, s: rules.may_keep_sites(a)),
                ("Record a ruling on a site", lambda a, s: rules.may_rule_on_site(a)),
                ("Take a compliance issue", lambda a, s: issue_rules.may_take(a, issue)),
                ("Hand a compliance issue over", lambda a, s: issue_rules.may_hand_over(a, issue)),
                ("Resolve a compliance issue", lambda a, s: issue_rules.may_resolve(a, issue)),
            ],
        ),
        (
            "People, youth, settings",
            [
                ("Change the record of somebody else", lambda a, s: people_rules.may_change_person(a, somebody)),
                ("Change one's own record", lambda a, s: people_rules.may_change_person(a, a)),
                ("Give a role", lambda a, s: people_rules.may_grant_role(a, somebody, Role.AUDITOR)),
                (
                    "Confirm a role that opens confidential records",
                    lambda a, s: people_rules.may_confirm_role(a, to_confirm),
                ),
                ("End a role", lambda a, s: people_rules.may_end_role(a, to_confirm)),
                ("End the handing over of decisions", lambda a, s: people_rules.may_end_delegation(a, handed_over)),
                ("Change the youth list", lambda a, s: people_rules.may_change_youth(a)),
                ("Record a discharge", lambda a, s: people_rules.may_discharge(a, cast.youth)),
                ("Read a youth's full name", lambda a, s: people_rules.may_see_name(a, cast.youth)),
                (
                    "Change a setting",
                    lambda a, s: policy_rules.may_change_setting(a, SETTINGS["supervision_decision_due"]),
                ),
            ],
        ),
    ]


def _acts_of_investigations(cast):
    """The same people around an investigation of the employee; none of them is a designee or a confirmed delegate."""
    asked, granted, active, suspended, objected = (
        InvestigationAuthorization(
            investigator=cast.employee, state=state, expires_on=TODAY + timedelta(days=10), grants_profile=True,
            grants_communication=True, is_objected=state == Leave.RETURNED, decided_by=cast.supervisor,
        )
        for state in (Leave.SUBMITTED, Leave.SUPERVISOR_GRANTED, Leave.ACTIVE, Leave.SUSPENDED, Leave.RETURNED)
    )  # fmt: skip
    profile = InvestigationProfile(pk=1, authorization=active, state=ProfileState.IN_USE, review_due_on=TODAY)
    profile._prefetched_objects_cache = {"holders": [ProfileHolder(person=cast.employee)]}
    record = AccountRecord(profile=profile, content={})
    approval = CommunicationApproval(authorization=active, profile=profile, state=ContactState.REQUESTED, target="",
                                     purpose="", methods=[], requested_by=cast.employee, valid_to=TODAY)  # fmt: skip
    owed = ReviewMeeting(authorization=active, state=MeetingState.DUE)
    signed = ReviewMeeting(authorization=active, state=MeetingState.DUE, signed_by=cast.supervisor, signed_at=TODAY)
    basis = investigation_rules.Basis.APPREHENSION
    return [
        ("Decide", lambda a, s: investigation_rules.may_decide(a, asked, s)),
        ("Concur or object for the Legal Unit", lambda a, s: investigation_rules.may_concur(a, granted)),
        (
            "Bring an objection before the General Counsel",
            lambda a, s: investigation_rules.may_escalate(a, objected, s),
        ),
        ("Suspend", lambda a, s: investigation_rules.may_suspend(a, active, s)),
        ("Resume", lambda a, s: investigation_rules.may_resume(a, suspended, s, basis=basis)),
        ("Revoke", lambda a, s: investigation_rules.may_revoke(a, active, s)),
        ("Close", lambda a, s: investigation_rules.may_close(a, active, s)),
        ("Change the persona", lambda a, s: profiles.may_change_persona(a, profile)),
        ("Say that the account record is held", lambda a, s: profiles.may_acknowledge(a, record, profile, s)),
        ("Review the profile", lambda a, s: profiles.may_review(a, profile)),
        ("Ask to communicate", lambda a, s: contacts.may_request(a, profile)),
        ("Advise on communication", lambda a, s: contacts.may_advise(a, approval)),
        ("Approve communication", lambda a, s: contacts.may_approve(a, approval, s)),
        ("Hold a review meeting", lambda a, s: meetings.may_hold(a, owed, s)),
        ("Acknowledge a review meeting", lambda a, s: meetings.may_acknowledge(a, signed)),
        ("Designate somebody", lambda a, s: investigation_rules.may_designate(a, _person(92), TODAY, TODAY, TODAY)),
        ("Ask for emergency access", lambda a, s: emergency.may_ask(a)),
    ]


def _off(standing):
    return replace(standing, settings={**standing.settings, "allow_chain_decision": False})


def permissions_page():
    cast = Cast()
    settings = {key: entry.default for key, entry in SETTINGS.items()}
    standings = {
        person.pk: rules.Standing(
            day=TODAY,
            settings=settings,
            delegated_by=frozenset({cast.supervisor.pk} if person is cast.delegate else ()),
        )
        for person in cast.columns.values()
    }
    lines = [
        "# Permissions",
        "",
        "Every rule, asked for one person of each kind around an employee and their request. The delegate is another "
        f"supervisor to whom the employee's supervisor handed over; late means past its target. {MADE_BY}",
    ]
    for title, acts in _acts(cast):
        rows = [
            (act, *(YES if may(person, standings[person.pk]) else NO for person in cast.columns.values()))
            for act, may in acts
        ]
        lines += ["", f"## {title}", "", *table(["Act", *cast.columns], rows)]
    confidential = investigation_rules.Standing(day=TODAY, settings=settings)
    rows = [
        (act, *(YES if may(person, confidential) else NO for person in cast.columns.values()))
        for act, may in _acts_of_investigations(cast)
    ]
    lines += ["", "## Investigations", "", "Of what is answered with – nobody learns that it exists.", ""]
    lines += table(["Act", *cast.columns], rows)
    lines += ["", "## Pages that need a role", "", "All others are open to everybody who is signed in, or to all.", ""]
    lines += table(["Page", "Roles"], sorted(_pages()))
    return "\n".join(lines) + "\n"


def _pages():
    for name, access in ACCESS.items():
        if access.roles:
            yield f"`{name}`", ", ".join(sorted(str(Role(role).label) for role in access.roles))
