"""The JJEMS note (B.2.c; domain 7.2, 12.1): write, confirm, watch."""

import hashlib

from django.db import transaction

from audit.services import record
from authorizations import notices, rules
from authorizations.choices import NoteKind
from authorizations.models import JJEMSNote, SupervisionAuthorization
from authorizations.note_text import Locked, amendment_text, ended_text, initial_text
from authorizations.states import Act, NoteAct, NoteState, State
from notifications.services import close_obligations, open_obligation
from policy.calendar import add_business_days, local_day
from workflow.errors import Stale
from workflow.moves import transition, transition_many


def locked_elements(authorization):
    """The three elements B.2.c asks for, as they were when the authorization was granted."""
    snapshot = authorization.snapshot.reveal()
    return Locked(
        person=snapshot["person"]["name"],
        supervisor=snapshot["supervisor"]["name"],
        account=f"{snapshot['account']['site']} - {snapshot['account']['handle']}",
    )


def generate(authorization, kind, *, at, settings, change=None, ended_on=None, continued_as=""):
    """Write the note of a decision, of a new account name (`change`: old, new) or of an end, due in business days.

    A note is never edited; `supersede_open` sets aside what a newer one overtakes.
    """
    snapshot, locked = authorization.snapshot.reveal(), locked_elements(authorization)
    if kind == NoteKind.INITIAL:
        text = initial_text(snapshot, locked, number=authorization.number)
    elif kind == NoteKind.AMENDMENT:
        text = amendment_text(snapshot, locked, number=authorization.number, change=change, day=local_day(at))
    else:
        text = ended_text(snapshot, locked, number=authorization.number, ended_on=ended_on, continued_as=continued_as)
    day = local_day(at)
    note = JJEMSNote.objects.create(
        authorization=authorization,
        kind=kind,
        text=text,
        locked=[locked.person, locked.supervisor, locked.account],
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        due_on=add_business_days(day, settings["jjems_note_due"]),
        created_at=at,
    )
    record("note.generated", subject=authorization, actor="system", at=at, clause="B.2.c", facts={"kind": kind})
    open_obligation(notices.NOTE, subject=note, anchor_on=day, due_on=note.due_on, at=at)
    return note


@transaction.atomic
def confirm(note, *, entered_on, jjems_reference, actor, at):
    """Record that the note stands in JJEMS as generated. A late confirmation keeps its mark."""
    seen, note = (
        note,
        JJEMSNote.objects.select_related("authorization__youth", "authorization__employee").get(pk=note.pk),
    )
    if note.version != seen.version:
        raise Stale(note)
    # The authorization first, as every end of one does: a confirmation and an end never wait for each other.
    SupervisionAuthorization.objects.select_for_update(no_key=True).get(pk=note.authorization_id)
    note.authorization.refresh_from_db(fields=["state", "version"])
    rules.may_confirm_note(actor, note).enforce()
    rules.may_enter_note_on(entered_on, local_day(at), local_day(note.created_at)).enforce()
    transition(
        note,
        NoteState.CONFIRMED,
        act=NoteAct.CONFIRM,
        actor=actor,
        at=at,
        clause="B.2.c",
        entered_on=entered_on,
        entered_by=actor,
        confirmed_at=at,
        jjems_reference=jjems_reference,
        is_late=local_day(at) > note.due_on,  # what was overdue stays late, whatever day is entered (domain 7.2)
    )
    record("note.confirmed", subject=note.authorization, actor=actor, at=at, clause="B.2.c", facts={"kind": note.kind})
    close_obligations(note, at=at)
    authorization = note.authorization
    if authorization.state == State.APPROVED_PENDING_NOTE and note.kind == NoteKind.INITIAL:
        transition(authorization, State.ACTIVE, act=Act.ACTIVATE, actor="system", at=at, clause="B.2.c", updated_at=at)
    return note


@transaction.atomic
def supersede_open(authorization, *, at):
    """The initial or amendment notes nobody entered yet give way: the end note says all that still matters."""
    for note in authorization.notes.open().select_for_update(no_key=True):
        transition(note, NoteState.SUPERSEDED, act=NoteAct.SUPERSEDE, actor="system", at=at, clause="B.2.c")
        close_obligations(note, at=at, met=False)


def watch(day, *, at):
    """Move notes to due and overdue. Run as often as you like."""
    due = JJEMSNote.objects.filter(state=NoteState.GENERATED, due_on=day)
    transition_many(due, NoteState.DUE, act=NoteAct.FALL_DUE, actor="system", at=at, clause="B.2.c")
    late = JJEMSNote.objects.filter(state__in=[NoteState.GENERATED, NoteState.DUE], due_on__lt=day)
    return len(transition_many(late, NoteState.OVERDUE, act=NoteAct.GO_OVERDUE, actor="system", at=at, clause="B.2.c"))
