"""Who may do what with a report, by what they are to it (domain 4.5, 7.7). Pure; the wall comes first, in the database."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from violations.states import MOVES, OPEN, Act, State
from workflow.verdicts import YES, first_no, no


class As(StrEnum):
    """What somebody is to a report."""

    HOLDER = "holder"  # of the pool that holds it
    HANDLER = "handler"  # accepted to handle it
    MANAGER = "manager"  # let in, and accepted to resolve it
    LET_IN = "let_in"  # let in to read
    SECOND = "second"  # let in, while nobody whom the wall lets could countersign
    REPORTER = "reporter"
    SUBJECT = "subject"


class Deed(StrEnum):
    """What is done to a report without moving it."""

    DECIDE = "decide"  # triage
    GO_ON = "go_on"  # with what waited, was referred or is open again
    WAIT = "wait"  # for an outside authority, while investigating
    ASSIGN = "assign"
    LET_IN = "let_in"
    LET_OUT = "let_out"
    NAME = "name"
    SAFETY = "safety"
    PAUSE = "pause"
    NOTE = "note"
    WRITE = "write"
    DUTY = "duty"
    HEAR = "hear"
    ALLEGE = "allege"
    SIGN = "sign"
    CORRECT = "correct"
    COUNTERSIGN = "countersign"
    RECUSE = "recuse"


HOLDS = {As.HOLDER}
HANDLES = {As.HOLDER, As.HANDLER, As.MANAGER}
READS = HANDLES | {As.LET_IN}
SECONDS = {As.HOLDER, As.HANDLER, As.SECOND}  # never a manager: they stand above who is named
WHO = {
    Act.TAKE: HOLDS,
    Act.INVESTIGATE: HOLDS,
    Act.TO_SUPERVISOR: HOLDS,
    Act.REFER: HOLDS,
    Act.DEFER: HOLDS | {As.HANDLER},
    Act.JOIN: HOLDS,
    Act.DISMISS: HOLDS,
    Act.FIND: HANDLES,
    Act.SEND_BACK: SECONDS,
    Act.CLOSE: HOLDS,
    Act.REOPEN: HOLDS,
    Act.PASS_ON: frozenset(),  # the portal's own
    Deed.DECIDE: HOLDS,
    Deed.GO_ON: HOLDS,
    Deed.WAIT: HOLDS | {As.HANDLER},
    Deed.ASSIGN: HOLDS,
    Deed.LET_IN: HOLDS,
    Deed.LET_OUT: HOLDS,
    Deed.NAME: HOLDS | {As.HANDLER},
    Deed.SAFETY: HOLDS,
    Deed.PAUSE: HANDLES,
    Deed.NOTE: HANDLES,
    Deed.WRITE: HOLDS | {As.HANDLER},
    Deed.DUTY: HANDLES,
    Deed.HEAR: HOLDS | {As.HANDLER},
    Deed.ALLEGE: HOLDS | {As.HANDLER},
    Deed.SIGN: HANDLES,
    Deed.CORRECT: HANDLES,
    Deed.COUNTERSIGN: SECONDS,
    Deed.RECUSE: READS,
}
WORKING = (State.TRIAGE, State.INVESTIGATING, State.WITH_SUPERVISOR, State.REFERRED, State.DEFERRED)
FINDING = (State.INVESTIGATING, State.WITH_SUPERVISOR)
WHEN = {
    Deed.DECIDE: (State.TRIAGE,),
    Deed.GO_ON: (State.REFERRED, State.DEFERRED, State.REOPENED),
    Deed.WAIT: (State.INVESTIGATING,),
    Deed.ASSIGN: (*WORKING, State.FINDINGS_REVIEW, State.REOPENED),
    Deed.LET_IN: OPEN,
    Deed.LET_OUT: State.values,
    Deed.NAME: OPEN,
    Deed.SAFETY: (*WORKING, State.REOPENED),
    Deed.PAUSE: (*WORKING, State.FINDINGS_REVIEW, State.REOPENED),
    Deed.NOTE: State.values,
    Deed.WRITE: State.values,  # a reporter is answered after the end, too
    Deed.DUTY: OPEN,
    Deed.HEAR: FINDING,
    Deed.ALLEGE: (*WORKING, State.REOPENED),
    Deed.SIGN: FINDING,
    Deed.CORRECT: (*FINDING, State.FINDINGS_REVIEW, State.CLOSED),
    Deed.COUNTERSIGN: (State.FINDINGS_REVIEW,),
    Deed.RECUSE: OPEN,
}


@dataclass(frozen=True)
class Standing:
    """What one person is to one report now."""

    parts: frozenset

    def has(self, parts):
        return bool(self.parts & set(parts))


def may(what, state, standing):
    """Whether somebody may do an Act or a Deed with a report in this state."""
    return first_no(_may_ever(what, standing), _may_now(what, state))


def _may_ever(what, standing):
    if As.SUBJECT in standing.parts:
        return no(_("Nobody has a say in a report that names them."), clause="C.3")
    if As.REPORTER in standing.parts and what != Deed.RECUSE:
        return no(_("Nobody handles what they reported themselves."), clause="C.3")
    if not standing.has(WHO[what]):
        if WHO[what] == HOLDS:
            return no(_("Only those who hold a report do that."), clause="C.3")
        return no(_("Only those who handle a report do that."), clause="C.3")
    return YES


def _may_now(what, state):
    fits = MOVES.allows(what, state) if isinstance(what, Act) else state in WHEN[what]
    return YES if fits else no(_("It is “%(state)s” now.") % {"state": State(state).label}, clause="C.3")
