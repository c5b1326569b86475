"""Who is told of confidential matters, in words that say nothing: titles name neither number, person, site nor youth.

Only the investigator, the current supervisor (and the delegate Legal confirmed), the Legal Unit and the General
Counsel are ever told (N4, N5, N7, N9). When nobody can be told, the Legal Unit is, never an administrator.
"""

from functools import wraps

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.notices import issues
from authorizations.rules import issues as issue_rules
from investigations.models import (
    CommunicationApproval,
    ConfidentialIssue,
    ConfirmedDelegate,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.states import HELD, ContactState, MeetingState, ProfileState, State
from notifications.ladders import BUSINESS, CALENDAR, Audience, Effect, Ladder, StageRule, register
from notifications.services import call_out, notify
from people.models import Delegation, User
from people.roles import Role
from policy.calendar import local_day
from workflow.identity import acting_as_system

DECISION = "confidential.decision"
CONCURRENCE = "confidential.concurrence"
EXPIRY = "confidential.expiry"
RECORD = "confidential.record"
ACKNOWLEDGE = "confidential.acknowledge"
PROFILE_REVIEW = "confidential.review"
DEACTIVATE = "confidential.deactivate"
CONTACT = "confidential.contact"
MEETING = "confidential.meeting"
ISSUE = "confidential.issue"
ESCALATED, WITH_COUNSEL, SUSPENDED = "late-7", "late-14", "suspended"  # stages of a meeting that is overdue
DUE = {
    DECISION: "investigation_decision_due",
    CONCURRENCE: "investigation_decision_due",
    CONTACT: "investigation_decision_due",
    EXPIRY: "investigation_expiry_days",
    RECORD: "profile_deactivation_due",
    ACKNOWLEDGE: "profile_deactivation_due",
    PROFILE_REVIEW: "legal_profile_review_first",
    DEACTIVATE: "profile_deactivation_due",
    MEETING: "investigation_review_interval_days",
    ISSUE: issues.DUE,
}
KINDS = tuple(DUE)


def legal(*, without=(), roles=(Role.LEGAL, Role.GENERAL_COUNSEL)):
    """Everybody of the Legal Unit and its head, but those whose own matter it is."""
    out = {person.pk for person in without if person is not None}
    return [person for person in User.objects.working().holding(*roles) if person.pk not in out]


def general_counsel():
    return list(User.objects.working().holding(Role.GENERAL_COUNSEL))


def supervisors(authorization, day):
    """The supervisor of record, and the delegates whom Legal confirmed for them; never the investigator.

    Nobody when the supervisor has left: then the delegates no longer stand in either.
    """
    boss = authorization.investigator.reports_to
    if boss is None or not boss.is_working:
        return []
    confirmed = ConfirmedDelegate.objects.values("delegation")
    held = Delegation.objects.active(day).filter(supervisor=boss, pk__in=confirmed).select_related("delegate")
    return [one for one in (boss, *(row.delegate for row in held)) if one.pk != authorization.investigator_id]


def tell(people, subject, event, title, *, at, url=None, urgent=False):
    """One inbox entry and one mail each; of one event each person is told once."""
    once = f"confidential:{event}:{subject.public_id}:{getattr(subject, 'version', 0)}:{at.timestamp()}"
    for person in {person.pk: person for person in people if person is not None and person.is_working}.values():
        notify(
            key=f"{once}:{person.public_id}",
            recipient=person,
            kind=f"confidential.{event}",
            title=title,
            url=url or subject.get_absolute_url(),
            at=at,
            urgent=urgent,
            about=subject.public_id,
        )


def tell_supervisors(authorization, event, title, *, at, subject=None):
    people = supervisors(authorization, local_day(at)) or legal(without=[authorization.investigator])
    tell(people, subject or authorization, event, title, at=at)


def tell_investigator(authorization, event, *, at, subject=None):
    tell([authorization.investigator], subject or authorization, event, _("A confidential item has changed"), at=at)


def tell_legal(authorization, event, title, *, at, subject=None, url=None):
    tell(legal(without=[authorization.investigator]), subject or authorization, event, title, at=at, url=url)


def call_key(event, subject):
    """What names the urgent call that an event about `subject`, as it stands, makes."""
    return f"confidential:{event}:{subject.public_id}:{getattr(subject, 'version', 0)}"


def call_legal(authorization, event, title, *, at, subject=None, url=None, without=()):
    """The Legal Unit on call, at once and one after the other; never the investigator, nor who else is named (N9)."""
    subject = subject or authorization
    return call_out(
        call_key(event, subject),
        kind=f"confidential.{event}",
        title=title,
        url=url or subject.get_absolute_url(),
        at=at,
        without=[authorization.investigator, *without],
        is_confidential=True,
    )


def tell_of_danger(authorization, event, *, subject, actor, at):
    """N9: at once, to the supervisors, and to the Legal Unit on call; not to who reports it."""
    title, url = _("A confidential matter concerns the safety of a youth"), authorization.get_absolute_url()
    people = [one for one in supervisors(authorization, local_day(at)) if one.pk != actor.pk]
    tell(people, subject, event, title, at=at, urgent=True, url=url)
    call_legal(authorization, event, title, at=at, subject=subject, url=url, without=[actor])


def tell_both(authorization, event, *, at, actor=None, subject=None):
    """Investigator and supervisor, but not who did it."""
    people = [authorization.investigator, *supervisors(authorization, local_day(at))]
    people = [one for one in people if actor is None or isinstance(actor, str) or one.pk != actor.pk]
    tell(people, subject or authorization, event, _("A confidential item has changed"), at=at)


# Reminders: read as the clock, which sees what is due and nothing more ----------------------------------------------------


def _as_clock(function):
    @wraps(function)
    def with_identity(*args):
        with acting_as_system("clock"):
            return function(*args)

    return with_identity


def _subject(model):
    def find(obligation):
        rows = model.objects.select_related(
            *(
                ("investigator__reports_to",)
                if model is InvestigationAuthorization
                else ("authorization__investigator__reports_to",)
            )
        )
        return rows.get(public_id=obligation.subject_id)

    return find


_authorization = _subject(InvestigationAuthorization)
_profile = _subject(InvestigationProfile)
_contact = _subject(CommunicationApproval)
_meeting = _subject(ReviewMeeting)
_issue = _subject(ConfidentialIssue)


def _meeting_title(obligation, stage):
    late = (local_day(stage.fired_at) - obligation.due_on).days
    if late > 0:
        return _("A confidential review meeting is overdue")
    return (
        _("A confidential review meeting is due today") if late == 0 else _("A confidential review meeting is due soon")
    )


def _around(authorization_of):
    """Who hears of something of the compartment, and nobody else ever does (B.3; N4, N5, N7)."""

    return {
        Audience.INVESTIGATOR: lambda due, day: [authorization_of(due).investigator],
        Audience.SUPERVISOR: lambda due, day: supervisors(authorization_of(due), day),
        Audience.LEGAL: lambda due, day: legal(without=[authorization_of(due).investigator], roles=[Role.LEGAL]),
        Audience.GENERAL_COUNSEL: lambda due, day: general_counsel(),
    }


def _concurs(obligation, day):
    authorization = _authorization(obligation)
    if authorization.is_escalated:
        return general_counsel()
    return legal(without=[authorization.investigator, authorization.decided_by])


def _reviews_profile(obligation, day):
    authorization = _profile(obligation).authorization
    return legal(without=[authorization.investigator, authorization.investigator.reports_to])


def _issue_title(obligation, stage):
    if local_day(stage.fired_at) > obligation.due_on:
        return _("A confidential compliance issue is overdue")
    return _("A confidential compliance issue is due today")


def _ladder(
    kind, label, clause, stages, *, title, subject, still_open, audiences=None, nobody=lambda obligation: legal()
):
    """The callbacks act as the clock; an empty audience is the Legal Unit."""
    around = _around(subject if subject is _authorization else lambda obligation: subject(obligation).authorization)
    register(
        Ladder(
            kind=kind,
            label=label,
            clause=clause,
            setting=DUE[kind],
            stages=stages,
            audiences={name: _as_clock(find) for name, find in (around | (audiences or {})).items()},
            title=_as_clock(title if callable(title) else lambda obligation, stage: _(title)),
            url=_as_clock(lambda obligation, stage: subject(obligation).get_absolute_url()),
            still_open=_as_clock(lambda obligation: still_open(subject(obligation))),
            nobody=_as_clock(nobody),
        )
    )


def _daily(*to, unit=CALENDAR):
    """On the day, every business day after it, from the third with Legal, from the sixth with the General Counsel."""
    return [
        StageRule("due", 0, unit, to=to),
        StageRule("late", 1, BUSINESS, repeat_every=1, up_to=2),
        StageRule("late-3", 3, BUSINESS, repeat_every=1, up_to=5, to=[Audience.LEGAL], effect=Effect.ESCALATE),
        StageRule("late-6", 6, BUSINESS, repeat_every=1, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
    ]


def _of_legal(unit=CALENDAR):
    """What waits for the Legal Unit or for the supervisor alone goes to nobody else."""
    return [StageRule("due", 0, unit, to=[Audience.LEGAL]), StageRule("late", 1, BUSINESS, repeat_every=1)]


def register_ladders():
    """Called once, when the portal starts. N4, N5 and N7 of domain 9."""
    supervisor, both = [Audience.SUPERVISOR], [Audience.INVESTIGATOR, Audience.SUPERVISOR]
    _ladder(DECISION, later("A confidential request to decide"), "B.3", _daily(*supervisor, unit=BUSINESS),
            title="A confidential request waits for your decision",
            subject=_authorization, still_open=lambda one: one.state == State.SUBMITTED)  # fmt: skip
    _ladder(CONCURRENCE, later("A confidential request before Legal"), "B.3", _of_legal(BUSINESS),
            audiences={Audience.LEGAL: _concurs}, title="A confidential request waits for the Legal Unit",
            subject=_authorization, still_open=lambda one: one.state == State.SUPERVISOR_GRANTED)  # fmt: skip
    _ladder(CONTACT, later("A communication to approve"), "B.3.c",
            [StageRule("due", 0, BUSINESS, to=supervisor), StageRule("late", 1, BUSINESS, repeat_every=1)],
            title="A confidential request waits for your decision",
            subject=_contact, still_open=lambda one: one.state == ContactState.REQUESTED)  # fmt: skip
    _ladder(EXPIRY, later("A confidential authorization that ends"), "B.3",
            [StageRule("14-days", -14, to=both), StageRule("7-days", -7), StageRule("last-day", 0)],
            title="A confidential authorization ends soon", subject=_authorization,
            still_open=lambda one: one.is_live)  # fmt: skip
    _ladder(RECORD, later("A profile record to complete"), "B.3.a", _daily(*both),
            title="A confidential record is incomplete",
            subject=_profile, still_open=lambda one: one.state == ProfileState.GRANTED)  # fmt: skip
    _ladder(ACKNOWLEDGE, later("An account record to hold"), "B.3.a",
            [StageRule("due", 0, to=supervisor), StageRule("late", 1, BUSINESS, repeat_every=1)],
            title="A confidential record waits for you to hold it",
            subject=_profile, still_open=lambda one: one.records.filter(acknowledged_at=None).exists())  # fmt: skip
    _ladder(PROFILE_REVIEW, later("A profile to review"), "B.3.a",
            [StageRule("soon", -2, BUSINESS, to=[Audience.LEGAL]), *_of_legal()],
            audiences={Audience.LEGAL: _reviews_profile}, title="A confidential review is due", subject=_profile,
            still_open=lambda one: one.state in (*HELD, ProfileState.DEACTIVATED) and one.review_due_on)  # fmt: skip
    _ladder(DEACTIVATE, later("A profile to deactivate"), "B.3.a", _daily(*both),
            title="A confidential account is to be closed", subject=_profile,
            still_open=lambda one: one.state in (ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED))  # fmt: skip
    _ladder(
        MEETING,
        later("A review meeting to hold"),
        "B.3.b",
        [
            StageRule("7-days", -7, to=both),
            StageRule("1-day", -1),
            StageRule("due", 0),
            StageRule("late-1", 1),
            StageRule("late-3", 3, repeat_every=3),
            StageRule(ESCALATED, 7, repeat_every=7, to=[Audience.LEGAL], effect=Effect.ESCALATE, within=(1, 30)),
            StageRule(WITH_COUNSEL, 14, repeat_every=7, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
            StageRule(SUSPENDED, 14, effect=Effect.SUSPEND, is_on=False, within=(1, 60)),
        ],
        title=_meeting_title,
        subject=_meeting,
        still_open=lambda one: one.state not in (MeetingState.HELD, MeetingState.CANCELLED),
    )
    _ladder(
        ISSUE,
        later("A confidential compliance issue to answer"),
        "C.3",
        issues.STAGES,
        audiences=issues.audiences(_issue),
        title=_issue_title,
        subject=_issue,
        still_open=lambda one: one.is_open,
        nobody=lambda obligation: issues.unit(_issue(obligation), *issue_rules.UNIT),
    )
