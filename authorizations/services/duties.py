"""The notifications an item calls for (B.2.f/2): open them, record them, remind of them."""

from datetime import timedelta

from django.db import transaction

from authorizations.duties import REPORTS_BY_LAW, following_from, following_from_gate, late_from
from authorizations.models import NotificationDuty
from authorizations.notices import evidence as notices
from authorizations.rules import evidence as rules
from authorizations.states import DutyAct, DutyState, ItemState
from notifications.services import close_obligations, open_obligation
from policy.calendar import local_day
from workflow.moves import transition

CLAUSE = "B.2.f"
ONE_DAY = timedelta(days=1)


def open_for(item, *, at):
    """Open what follows from an item. A correction takes over what the first one called for, with its clocks: whoever
    was told need not hear of it again, and nothing that is owed ends or moves by being corrected.
    """
    before = list(item.supersedes.duties.all()) if item.supersedes else []
    for duty in before:
        if duty.state == DutyState.OPEN:
            _open(item, duty.kind, due_at=duty.due_at, at=at)
        else:
            _take_over(item, duty)
    known = {duty.kind for duty in before}
    for duty in _following(item):
        if duty.kind not in known:
            _open(item, duty.kind, due_at=item.logged_at + duty.within, at=at)


def _following(item):
    if item.state == ItemState.GATED:
        return following_from_gate()
    return following_from(item.relevance, is_caseworker=item.youth.assigned_caseworker_id == item.captured_by_id)


def _open(item, kind, *, due_at, at):
    duty = NotificationDuty.objects.create(item=item, kind=kind, due_at=due_at, created_at=at)
    if kind not in REPORTS_BY_LAW:  # these have clocks of hours, see remind_of_reports
        today = local_day(at)
        due_on = max(local_day(due_at), today + ONE_DAY)  # nobody is reminded while the page is still open
        open_obligation(notices.DUTY, subject=duty, anchor_on=today, due_on=due_on, at=at)
    return duty


def _take_over(item, told):
    names = ("kind", "state", "due_at", "made_at", "made_by", "method", "reference", "is_late", "created_at")
    sealed = {name: getattr(told, name).reveal() for name in ("recipient", "reason")}
    NotificationDuty.objects.create(item=item, **{name: getattr(told, name) for name in names}, **sealed)


@transaction.atomic
def add(item, kind, *, actor, at):
    """The employee adds a notification that the table did not propose."""
    if actor.pk != item.captured_by_id:
        rules.may_file(actor, item).enforce()
    existing = item.duties.filter(kind=kind).first()
    return existing or _open(item, kind, due_at=at, at=at)


@transaction.atomic
def make(duty, *, made_at, method, recipient, reference, actor, at):
    """Record that it was made. A late one keeps its mark."""
    rules.may_tell(actor, duty).enforce()
    rules.may_have_told(made_at, at, duty.item.logged_at).enforce()
    transition(
        duty,
        DutyState.DONE,
        act=DutyAct.MAKE,
        actor=actor,
        at=at,
        clause=CLAUSE,
        facts={"kind": duty.kind, "method": method},
        made_at=made_at,
        made_by=actor,
        method=method,
        recipient=recipient or None,
        reference=reference,
        is_late=made_at > late_from(duty),
    )
    close_obligations(duty, at=at)
    return duty


@transaction.atomic
def call_not_required(duty, *, reason, actor, at):
    """Say why this one need not be made; what the policy asks for in every case cannot be dropped."""
    rules.may_call_not_required(actor, duty).enforce()
    transition(
        duty,
        DutyState.NOT_REQUIRED,
        act=DutyAct.DROP,
        actor=actor,
        at=at,
        clause=CLAUSE,
        facts={"kind": duty.kind},
        made_by=actor,
        reason=reason,
    )
    close_obligations(duty, at=at, met=False)
    return duty


def close_superseded(item, *, actor, at):
    """What is still open goes on with the correction; here it ends."""
    for duty in item.duties.open():
        duty.item = item
        transition(
            duty,
            DutyState.NOT_REQUIRED,
            act=DutyAct.DROP,
            actor=actor,
            at=at,
            clause=CLAUSE,
            facts={"kind": duty.kind},
            made_by=actor,
            reason=notices.goes_on_with(item),
        )
        close_obligations(duty, at=at, met=False)


def remind_of_reports(at):
    """The two clocks of the 51A report: at once and in 48 hours; in the inbox every hour while late. Run it as often as
    you like. Returns how many entries were written.
    """
    waiting = NotificationDuty.objects.open().filter(kind__in=REPORTS_BY_LAW).select_related(
        "item__captured_by__reports_to", "item__authorization"
    )  # fmt: skip
    return sum(notices.remind_of_report(duty, at=at) for duty in waiting)
