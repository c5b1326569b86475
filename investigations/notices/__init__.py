"""Who is told of confidential matters, in words that say nothing: titles name neither number, person, site nor youth.

Only the investigator, the current supervisor (and the delegate Legal confirmed), the Legal Unit and the General
Counsel are ever told (N4, N5, N7, N9). When nobody can be told, the Legal Unit is, never an administrator.
"""

from functools import wraps

from django.utils.translation import gettext as _

from investigations.models import (
    CommunicationApproval,
    ConfirmedDelegate,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.states import HELD, ContactState, MeetingState, ProfileState, State
from notifications.ladders import BUSINESS, Ladder, StageRule, register
from notifications.services import call_out, notify
from people.models import Delegation, User
from people.roles import Role
from policy.calendar import local_day
from policy.services import settings_now
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
KINDS = (DECISION, CONCURRENCE, EXPIRY, RECORD, ACKNOWLEDGE, PROFILE_REVIEW, DEACTIVATE, CONTACT, MEETING)


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


def _with_legal_when_late(people, obligation, stage, *, after, without):
    """Once it is late by `after` days Legal is told too; by twice as many, the General Counsel, and nobody further."""
    late = (local_day(stage.fired_at) - obligation.due_on).days
    if late >= after:
        people = [*people, *legal(without=without, roles=[Role.LEGAL])]
    if late >= 2 * after:
        people = [*people, *general_counsel()]
    return people


def _meeting_audience(obligation, stage):
    authorization = _meeting(obligation).authorization
    day = local_day(stage.fired_at)
    people = [authorization.investigator, *supervisors(authorization, day)]
    after = settings_now()["review_escalate_after_days"]
    return _with_legal_when_late(people, obligation, stage, after=after, without=[authorization.investigator])


def _meeting_title(obligation, stage):
    late = (local_day(stage.fired_at) - obligation.due_on).days
    if late > 0:
        return _("A confidential review meeting is overdue")
    return (
        _("A confidential review meeting is due today") if late == 0 else _("A confidential review meeting is due soon")
    )


def _decision_audience(obligation, stage):
    authorization = _authorization(obligation)
    people = supervisors(authorization, local_day(stage.fired_at))
    return _with_legal_when_late(people, obligation, stage, after=3, without=[authorization.investigator])


def _contact_audience(obligation, stage):
    return supervisors(_contact(obligation).authorization, local_day(stage.fired_at))


def _legal_audience(obligation, stage):
    authorization = _authorization(obligation)
    if authorization.is_escalated:
        return general_counsel()
    return legal(without=[authorization.investigator, authorization.decided_by])


def _review_audience(obligation, stage):
    profile = _profile(obligation)
    return legal(without=[profile.authorization.investigator, profile.authorization.investigator.reports_to])


def _profile_audience(obligation, stage):
    authorization = _profile(obligation).authorization
    people = [authorization.investigator, *supervisors(authorization, local_day(stage.fired_at))]
    return _with_legal_when_late(people, obligation, stage, after=3, without=[authorization.investigator])


def _acknowledge_audience(obligation, stage):
    return supervisors(_profile(obligation).authorization, local_day(stage.fired_at))


def _expiry_audience(obligation, stage):
    authorization = _authorization(obligation)
    return [authorization.investigator, *supervisors(authorization, local_day(stage.fired_at))]


def _ladder(kind, stages, *, audience, title, subject, still_open):
    """The callbacks act as the clock; an empty audience is the Legal Unit."""
    register(
        Ladder(
            kind=kind,
            stages=stages,
            audience=_as_clock(audience),
            title=_as_clock(title if callable(title) else lambda obligation, stage: _(title)),
            url=_as_clock(lambda obligation, stage: subject(obligation).get_absolute_url()),
            still_open=_as_clock(lambda obligation: still_open(subject(obligation))),
            nobody=lambda obligation: legal(),
        )
    )


def register_ladders():
    """Called once, when the portal starts. N4, N5 and N7 of domain 9."""
    waits = [StageRule("due", 0, BUSINESS), StageRule("late", 1, BUSINESS, repeat_every=1)]
    _ladder(DECISION, waits, audience=_decision_audience, title="A confidential request waits for your decision",
            subject=_authorization, still_open=lambda one: one.state == State.SUBMITTED)  # fmt: skip
    _ladder(CONCURRENCE, waits, audience=_legal_audience, title="A confidential request waits for the Legal Unit",
            subject=_authorization, still_open=lambda one: one.state == State.SUPERVISOR_GRANTED)  # fmt: skip
    _ladder(CONTACT, waits, audience=_contact_audience, title="A confidential request waits for your decision",
            subject=_contact, still_open=lambda one: one.state == ContactState.REQUESTED)  # fmt: skip
    _ladder(EXPIRY, [StageRule("14-days", -14), StageRule("7-days", -7), StageRule("last-day", 0)],
            audience=_expiry_audience, title="A confidential authorization ends soon", subject=_authorization,
            still_open=lambda one: one.is_live)  # fmt: skip
    daily = [StageRule("due", 0), StageRule("late", 1, BUSINESS, repeat_every=1)]
    _ladder(RECORD, daily, audience=_profile_audience, title="A confidential record is incomplete",
            subject=_profile, still_open=lambda one: one.state == ProfileState.GRANTED)  # fmt: skip
    _ladder(ACKNOWLEDGE, daily, audience=_acknowledge_audience, title="A confidential record waits for you to hold it",
            subject=_profile, still_open=lambda one: one.records.filter(acknowledged_at=None).exists())  # fmt: skip
    _ladder(PROFILE_REVIEW, [StageRule("soon", -2, BUSINESS), *daily], audience=_review_audience,
            title="A confidential review is due", subject=_profile,
            still_open=lambda one: one.state in (*HELD, ProfileState.DEACTIVATED) and one.review_due_on)  # fmt: skip
    _ladder(DEACTIVATE, daily, audience=_profile_audience, title="A confidential account is to be closed",
            subject=_profile,
            still_open=lambda one: one.state in (ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED))  # fmt: skip
    _ladder(
        MEETING,
        [
            StageRule("7-days", -7),
            StageRule("1-day", -1),
            StageRule("due", 0),
            StageRule("late-1", 1),
            StageRule("late-3", 3, repeat_every=3),
            StageRule("late-7", 7, repeat_every=7),
        ],
        audience=_meeting_audience,
        title=_meeting_title,
        subject=_meeting,
        still_open=lambda one: one.state not in (MeetingState.HELD, MeetingState.CANCELLED),
    )
