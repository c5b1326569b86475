"""Who is told of a report: only whom the wall lets to it, and in words that say nothing (N10; design §4.10).

Call these inside acting_as_system("intake").
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from notifications.ladders import BUSINESS, CALENDAR, Audience, Effect, Ladder, StageRule, register
from notifications.services import notify
from people.models import User
from people.roles import Role
from policy.calendar import local_day
from violations.models import Report
from violations.models.pools import holders, is_kept_away, is_let_in, mark_of, mark_on
from violations.states import OPEN, State
from workflow.identity import acting_as_system

TRIAGE = "confidential.report_triage"
FINDINGS = "confidential.report_findings"
WAITS = later("A confidential report waits")
CHANGED = later("A confidential report has changed")


def tell(people, report, event, *, at, title=WAITS, url=None, urgent=False, without=()):
    """One inbox entry and one mail each; of one event of a report as it stands each person is told once.

    Whoever the wall keeps away by now hears nothing, whatever they were to it before.
    """
    _send(_known_to(people, report), report, event, at, title, url, urgent, without)


def _send(people, report, event, at, title, url, urgent, without):
    out = {person.pk for person in without}
    once = f"report:{event}:{report.public_id}:{report.version}:{at.timestamp()}"
    for person in {person.pk: person for person in people if person.pk not in out}.values():
        notify(
            key=f"{once}:{person.public_id}",
            recipient=person,
            kind=f"confidential.report_{event.partition(':')[0]}",
            title=title,
            url=url or report.get_absolute_url(),
            at=at,
            urgent=urgent,
            about=report.public_id,
        )


def _known_to(people, report):
    """Those of these who work here and may know of it."""
    return [one for one in people if one.is_working and (not is_kept_away(report, one) or is_let_in(report, one))]


def tell_holders(report, event, *, at, title=WAITS, without=(), urgent=False):
    _send(holders(report), report, event, at, title, None, urgent, without)


def tell_handler(report, event, *, at, title=CHANGED, without=()):
    """Whoever has it; else those who hold it."""
    _send(owners(report), report, event, at, title, None, False, without)


def owners(report):
    """Whoever has it, while it is open and they may know of it; else those who hold it."""
    has_it = [report.handler] if report.handler is not None and report.state in OPEN else []
    has_it = _known_to(has_it, report)
    return has_it or holders(report)


def tell_manager(safety, *, at):
    """A bare instruction for the safety of a youth: nothing of the report is in it."""
    notify(
        key=f"safety:{safety.public_id}",
        recipient=safety.manager,
        kind="confidential.safety",
        title=_("A safety instruction for you waits"),
        url=safety.get_absolute_url(),
        at=at,
        urgent=True,
        about=safety.public_id,
    )


def tell_subject(hearing, *, at):
    """A notice waits: nothing of the report is in it, and its page shows what the notice itself says."""
    notify(
        key=f"hearing:{hearing.public_id}",
        recipient=hearing.person,
        kind="confidential.hearing",
        title=_("A notice for you waits"),
        url=hearing.get_absolute_url(),
        at=at,
        about=hearing.public_id,
    )


# Reminders ------------------------------------------------------------------------------------------------------------


def _of(obligation):
    return Report.objects.select_related("handler").get(public_id=obligation.subject_id)


def _as_intake(function):
    def inside(*args):
        with acting_as_system("intake"):
            return function(*args)

    return inside


@_as_intake
def _owner(obligation, day):
    return owners(_of(obligation))


@_as_intake
def _holders(obligation, day):
    return holders(_of(obligation))


@_as_intake
def _counsel(obligation, day):
    report = _of(obligation)
    counsel = User.objects.working().holding(Role.GENERAL_COUNSEL)
    return [one for one in counsel if not is_kept_away(report, one) and mark_of(one) != mark_on(report)]


@_as_intake
def _waits_for_triage(obligation):
    return _of(obligation).state in (State.SUBMITTED, State.TRIAGE)


@_as_intake
def _waits_for_findings(obligation):
    return _of(obligation).state in OPEN


@_as_intake
def _url(obligation, stage):
    return _of(obligation).get_absolute_url()


def _title(obligation, stage):
    late = (local_day(stage.fired_at) - obligation.due_on).days > 0
    return _("A confidential report is overdue") if late else _("A confidential report is due soon")


def _nobody(obligation):
    return _holders(obligation, None)


AUDIENCES = {Audience.OWNER: _owner, Audience.LEGAL: _holders, Audience.GENERAL_COUNSEL: _counsel}


def register_ladders():
    register(
        Ladder(
            kind=TRIAGE,
            label=later("A report to look at"),
            clause="C.3",
            setting="violation_triage_due",
            stages=[
                StageRule("day-1", -1, BUSINESS, to=[Audience.LEGAL]),
                StageRule("late", 1, BUSINESS, repeat_every=1, to=[Audience.LEGAL]),
                StageRule("late-3", 3, BUSINESS, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
            ],
            audiences=AUDIENCES,
            title=_title,
            url=_url,
            still_open=_waits_for_triage,
            nobody=_nobody,
        )
    )
    register(
        Ladder(
            kind=FINDINGS,
            label=later("A report to close"),
            clause="C.3",
            setting="violation_finding_due",
            stages=[
                StageRule("day-10", -10, CALENDAR, to=[Audience.OWNER]),
                StageRule("day-3", -3, CALENDAR, to=[Audience.OWNER]),
                StageRule("late", 1, BUSINESS, repeat_every=5, to=[Audience.OWNER, Audience.LEGAL]),
                StageRule("late-10", 10, BUSINESS, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
            ],
            audiences=AUDIENCES,
            title=_title,
            url=_url,
            still_open=_waits_for_findings,
            nobody=_nobody,
        )
    )
