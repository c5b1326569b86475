"""Who is told what about captured evidence and its duties (domain 9: N8, N9), and the ladders of what is due."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.choices import DutyKind
from authorizations.duties import GRACE
from authorizations.models import EvidenceItem, NotificationDuty
from authorizations.states import DutyState, ItemState
from notifications.ladders import BUSINESS, CALENDAR, Audience, Ladder, StageRule, register
from notifications.models import Notice
from notifications.services import call_out, notify
from people.models import User
from people.roles import Role
from people.titles import EmploymentStatus
from policy.calendar import local_day

FILE = "evidence.file"
DUTY = "evidence.duty"
HOUR = timedelta(hours=1)
BEFORE_WRITTEN = (timedelta(hours=24), timedelta(hours=44))  # after the item was logged


def logged(item, *, at):
    """The supervisor hears that something relevant was captured; it is no substitute for being told what."""
    supervisor = item.captured_by.reports_to
    if supervisor is not None and supervisor.is_working:
        notify(
            key=f"evidence.logged:{item.public_id}:{supervisor.public_id}",
            recipient=supervisor,
            kind="evidence.logged",
            title=_("%(number)s: relevant information was captured") % {"number": item.number},
            url=item.get_absolute_url(),
            about=item.public_id,
            at=at,
        )


def gated(item, *, at):
    """N9: at once and urgent, to the Legal Unit on call and the supervisor; the instructions to who saw it."""
    entry = {
        "kind": "evidence.gated",
        "title": _("%(number)s needs you now: content that must not be copied was seen") % {"number": item.number},
        "url": item.get_absolute_url(),
        "at": at,
    }
    call_out(f"evidence.gated:{item.public_id}", without=[item.captured_by], **entry)
    supervisor = item.captured_by.reports_to
    if supervisor is not None and supervisor.is_working:
        key = f"evidence.gated:{item.public_id}:{supervisor.public_id}"
        notify(key=key, recipient=supervisor, urgent=True, about=item.public_id, **entry)


def outside_statement(item):
    return _("%(number)s was captured at a moment outside the active authorization.") % {"number": item.number}


def goes_on_with(item):
    return _("Goes on with the item that corrects %(number)s.") % {"number": item.number}


def remind_of_report(duty, *, at):
    """The newest reminder that is due of an open 51A report, in the inbox; the first of each day also by mail."""
    step = _step(duty, at)
    if step is None:
        return 0
    is_late = at >= duty.due_at + GRACE
    people = [duty.item.captured_by, *([duty.item.captured_by.reports_to] if is_late else [])]
    written = 0
    for person in people:
        if person is None or not person.is_working:
            continue
        key = f"duty.report:{duty.public_id}:{step}:{person.public_id}"
        if Notice.objects.filter(key=key).exists():
            continue
        notify(
            key=key,
            recipient=person,
            kind="duty.report",
            title=_report_title(duty, is_late),
            url=duty.item.get_absolute_url(),
            about=duty.item.public_id,
            at=at,
            mail=not is_late,
            urgent=is_late,
        )
        written += 1
    return written


def _step(duty, at):
    """Which reminder is due now: hour-1, hour-2 … once it is late; before that 24 and 44 hours after logging."""
    if at >= duty.due_at + GRACE:
        return f"late-{int((at - duty.due_at) / HOUR)}"
    if duty.kind != DutyKind.DCF_WRITTEN:
        return None
    passed = [hours for hours in BEFORE_WRITTEN if at >= duty.item.logged_at + hours]
    return f"after-{passed[-1].total_seconds() / 3600:.0f}" if passed else None


def _report_title(duty, is_late):
    words = {"number": duty.item.number}
    if duty.kind == DutyKind.DCF_ORAL:
        return _("%(number)s: telephone DCF now; the 51A report is late") % words
    if is_late:
        return _("%(number)s: the written 51A report is late") % words
    return _("%(number)s: the written 51A report is due") % words


# What is due ----------------------------------------------------------------------------------------------------------


def _item(obligation):
    return EvidenceItem.objects.select_related("captured_by__reports_to").get(public_id=obligation.subject_id)


def _duty(obligation):
    return NotificationDuty.objects.select_related("item__captured_by__reports_to").get(public_id=obligation.subject_id)


def _author(item):
    """Who captured it; when they left or are on leave, the supervisor as well."""
    author = item.captured_by
    is_away = not author.is_working or author.employment_status != EmploymentStatus.ACTIVE
    return [author, *([author.reports_to] if is_away else [])]


def _audiences(item_of):
    return {
        Audience.AUTHOR: lambda obligation, day: _author(item_of(obligation)),
        Audience.SUPERVISOR: lambda obligation, day: [item_of(obligation).captured_by.reports_to],
    }


def _file_title(obligation, stage):
    words = {"number": _item(obligation).number}
    if local_day(stage.fired_at) > obligation.due_on:
        return _("%(number)s is not in the youth's file yet: overdue") % words
    return _("%(number)s is to be put in the youth's file today") % words


def _duty_title(obligation, stage):
    return _("%(number)s: a notification is to be made") % {"number": _duty(obligation).item.number}


def register_ladders():
    """Called once, when the portal starts."""
    register(
        Ladder(
            kind=FILE,
            setting="evidence_file_due",
            label=later("A screenshot to put in the youth's file"),
            clause="B.2.f",
            stages=[
                StageRule("due", 0, CALENDAR, to=[Audience.AUTHOR]),
                StageRule("late", 1, BUSINESS, repeat_every=1, to=[Audience.SUPERVISOR]),
            ],
            audiences=_audiences(_item),
            title=_file_title,
            url=lambda obligation, stage: _item(obligation).get_absolute_url(),
            still_open=lambda obligation: _item(obligation).state == ItemState.LOGGED,
            nobody=lambda obligation: User.objects.working().holding(Role.LEGAL),
        )
    )
    register(
        Ladder(
            kind=DUTY,
            label=later("A notification to make"),
            clause="B.2.f",
            stages=[
                StageRule("due", 0, CALENDAR, to=[Audience.AUTHOR]),
                StageRule("late", 1, CALENDAR, repeat_every=1, to=[Audience.SUPERVISOR]),
            ],
            audiences=_audiences(lambda obligation: _duty(obligation).item),
            title=_duty_title,
            url=lambda obligation, stage: _duty(obligation).item.get_absolute_url(),
            still_open=lambda obligation: _duty(obligation).state == DutyState.OPEN,
            nobody=lambda obligation: User.objects.working().holding(Role.LEGAL),
        )
    )
