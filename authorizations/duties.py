"""Which notifications follow from what was captured, why, and by when (B.2.f/2; domain 6.10).

Pure. The portal proposes by this table; the employee makes them, or says why one is not required. It is no 51A report.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from authorizations.choices import DutyKind, Relevance

WRITTEN_REPORT = timedelta(hours=48)  # G.L. c.119 s.51A: written within 48 hours of the oral report
AT_ONCE = timedelta(0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """`follows`: the relevances that call for it; `always`: any does. `within`: from when the item was logged.

    `is_fixed`: policy asks for it in every case, so that nobody may call it not required.
    """

    kind: DutyKind
    basis: str
    within: timedelta = DAY
    follows: frozenset = frozenset()
    always: bool = False
    is_fixed: bool = False
    on_gate: bool = False


def _after(*relevances):
    return frozenset(relevances)


_ABUSE = _after(Relevance.ABUSE, Relevance.EXPLOITATION)
_DANGER = _after(Relevance.WEAPON, Relevance.THREAT, Relevance.OFFENSE)
_LAW = _("G.L. c.119, section 51A")
_POLICY = _("Policy 01.05.22, B.2.f")
_CONSIDER = _("To be considered")

TABLE = (
    Duty(DutyKind.DCF_ORAL, _LAW, AT_ONCE, _ABUSE, on_gate=True),
    Duty(DutyKind.DCF_WRITTEN, _LAW, WRITTEN_REPORT, _ABUSE, on_gate=True),
    Duty(DutyKind.EMERGENCY, _CONSIDER, AT_ONCE, _after(Relevance.SELF_HARM, Relevance.THREAT, Relevance.WEAPON)),
    Duty(DutyKind.POLICE, _CONSIDER, AT_ONCE, _DANGER, on_gate=True),
    Duty(DutyKind.CYBERTIPLINE, _CONSIDER, AT_ONCE, on_gate=True),
    Duty(DutyKind.CLINICAL, _POLICY, AT_ONCE, _after(Relevance.SELF_HARM)),
    Duty(DutyKind.SUPERVISOR, _POLICY, always=True, is_fixed=True),
    Duty(DutyKind.CASEWORKER, _POLICY, always=True, is_fixed=True),
    Duty(DutyKind.COURT, _CONSIDER, follows=_after(Relevance.CONDITIONS)),
    Duty(DutyKind.INVESTIGATIONS, _POLICY, follows=_after(Relevance.STAFF)),
    Duty(DutyKind.LEGAL, _CONSIDER, follows=_after(Relevance.STAFF)),
    Duty(DutyKind.VICTIM_SERVICES, _CONSIDER, follows=_after(Relevance.VICTIM)),
    Duty(DutyKind.PARENT, _CONSIDER, follows=_after(Relevance.SELF_HARM, Relevance.EXPLOITATION)),
)
BY_KIND = {duty.kind: duty for duty in TABLE}
GRACE = timedelta(hours=1)  # what is due at once is on time within the hour
REPORTS_BY_LAW = (DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN)


def following_from(relevances, *, is_caseworker):
    """The duties of an item, the most urgent first. The caseworker's own item needs no word to themselves."""
    chosen = {Relevance(value) for value in relevances}
    return [
        duty
        for duty in TABLE
        if (duty.always or duty.follows & chosen) and not (duty.kind == DutyKind.CASEWORKER and is_caseworker)
    ]


def following_from_gate():
    """What opens when the content itself may not be kept: the reports that cannot wait (trap 21)."""
    return [duty for duty in TABLE if duty.on_gate or duty.kind == DutyKind.SUPERVISOR]


def late_from(duty):
    """The instant after which a notification is late; `duty` has `kind` and `due_at`."""
    is_at_once = duty.kind in BY_KIND and BY_KIND[duty.kind].within == AT_ONCE
    return duty.due_at + (GRACE if is_at_once else timedelta(0))


def basis_of(kind):
    """Policy, law, or that it is to be considered."""
    return BY_KIND[kind].basis if kind in BY_KIND else _CONSIDER
