"""The acts on the reports of the demonstration, each through the service that the page of the same act calls.

The key of the one anonymous report that can be tried out is set afterwards, here alone: the portal itself draws it.
"""

import uuid
from datetime import timedelta

from authorizations.models import Platform
from dys_social.seed.acts import drawn_picture
from notifications.models import UrgentCall
from notifications.services import acknowledge
from people.roles import Role
from policy.calendar import local_day
from violations.choices import NoteKind
from violations.models import Assignment, Finding, Hearing, Report, ReportKey
from violations.notices.calls import URGENT
from violations.rules.facts import is_urgent
from violations.services import (
    as_key_holder,
    as_reporter,
    assigning,
    closing,
    correcting,
    duties,
    file_report,
    findings,
    hearing,
    holding,
    keys,
    notes,
    openings,
    tell_of_filed,
    thread,
    triage,
)
from workflow.identity import acting_as, acting_as_system

KNOWN_KEY = "harbor willow copper pebble walnut velvet thimble"  # nosec B105, in the README: of an invented report
A_WHILE = timedelta(minutes=20)
A_MINUTE = timedelta(minutes=1)
LEGAL = (Role.LEGAL, Role.GENERAL_COUNSEL)


# By who reports -------------------------------------------------------------------------------------------------------


def report(world, key, at, *, mode, alleged, tells, by=None, about=(), described=(), **facts):
    """Filed; whoever holds it is told in the same minute, as the sweep would."""
    if "platform" in facts:
        facts["platform"] = Platform.objects.get(slug=facts["platform"])
    for name in ("occurred_from", "occurred_to", "known_on"):
        if name in facts:
            facts[name] = facts[name].on(world.today)
    filed = file_report(
        by and world.person(by), mode=mode, form_key=uuid.uuid4(), alleged=alleged, narrative=tells, at=at,
        named=[world.person(name) for name in about], described=list(described), facts=facts,
    )  # fmt: skip
    world.reports[key] = filed.pk
    with acting_as_system("intake"):
        tell_of_filed(at + A_MINUTE)


def know_the_key(world, key, at):
    """From now on the words of the README open it."""
    with acting_as_system("intake"):
        rows = ReportKey.objects.filter(report=world.reports[key])
        rows.update(digest=keys.digest(KNOWN_KEY), typed_back_at=at)


def write_back(world, key, at, *, text, by="", hue=None):
    """Of the reporter, by the key or signed in; a drawn picture with it where there is a `hue`."""
    known = as_reporter(world.person(by)) if by else as_key_holder(keys.digest(KNOWN_KEY))
    with known:
        own = Report.objects.get(pk=world.reports[key])
        thread.answer(own, text=text, form_key=uuid.uuid4(), at=at)
        if hue is not None:
            thread.add_file(own, drawn_picture(hue), at=at + A_MINUTE)


# By who holds or handles it -------------------------------------------------------------------------------------------


def _do(world, key, name, at, act, **answers):
    """Let somebody who has it open do something to it as it stands now."""
    actor = world.person(name)
    with acting_as_system("intake"):
        now = Report.objects.select_related("handler").get(pk=world.reports[key])
    with acting_as(actor):
        openings.opened(now, actor=actor, at=at)
        return act(now, actor=actor, at=at, **answers)


def take_up(world, key, at, *, by):
    """And the call that was out for it, if there was one."""
    with acting_as_system("intake"):
        filed = Report.objects.get(pk=world.reports[key])
        call = UrgentCall.objects.open().filter(key=f"{URGENT}:{filed.public_id}").first() if is_urgent(filed) else None
    if call is not None:
        acknowledge(call, actor=world.person(by), at=at)
    _do(world, key, by, at, holding.take)


def answer_safety(world, key, at, *, by, contact, measure, text, manager=""):
    person = world.person(manager) if manager else None
    _do(world, key, by, at, triage.answer_safety, has_contact=contact, measure=measure, text=text, manager=person)


def decide(world, key, at, *, by, kinds, reason, joined_to="", because=""):
    other = None
    if joined_to:
        with acting_as(world.person(by)):
            other = Report.objects.get(pk=world.reports[joined_to])
    _do(world, key, by, at, triage.decide, kinds=kinds, reason=reason, joined_to=other, dismissed_because=because)


def ask_to_handle(world, key, at, *, by, to, part="handler", reason=""):
    """Asked, and accepted a while later."""
    _do(world, key, by, at, assigning.assign, person=world.person(to), part=part, reason=reason)
    person = world.person(to)
    with acting_as(person):
        row = Assignment.objects.select_related("report").get(report=world.reports[key], person=person, ended_at=None)
        openings.opened(row.report, actor=person, at=at + A_WHILE)
        assigning.accept(row, actor=person, at=at + A_WHILE)


def wait(world, key, at, *, by, reason):
    _do(world, key, by, at, triage.pause, reason=reason)


def note(world, key, at, *, by, text, kind=NoteKind.NOTES):
    is_legal = world.person(by).has_role(*LEGAL)
    _do(world, key, by, at, notes.add, text=text, kind=kind, form_key=uuid.uuid4(), is_legal=is_legal)


def write(world, key, at, *, by, text):
    _do(world, key, by, at, thread.write_to_reporter, text=text, form_key=uuid.uuid4())


def tell(world, key, at, *, by, kinds, whom, reference=""):
    for kind in kinds:
        _on(world, key, by, at, "duties", {"kind": kind}, duties.made,
            made_at=at, method="telephone", recipient=whom, reference=reference)  # fmt: skip


def need_not_tell(world, key, at, *, by, kinds, reason):
    for kind in kinds:
        _on(world, key, by, at, "duties", {"kind": kind}, duties.not_needed, reason=reason)


def _on(world, key, by, at, rows, which, act, **answers):
    """Do something to one row that hangs on it."""

    def do(now, **given):
        row = getattr(now, rows).get(**which)
        row.report = now
        act(row, **given)

    _do(world, key, by, at, do, **answers)


def send_notice(world, key, at, *, by, allegation, days=5):
    def send(now, **answers):
        subject = now.subjects.select_related("person").get(basis="named")
        clauses = list(now.allegations.values_list("clause", flat=True))
        hearing.send_notice(now, subject=subject, clauses=clauses, **answers)

    _do(world, key, by, at, send, allegation=allegation, business_days=days)


def answer_notice(world, key, at, *, by, text, representative=""):
    """By the subject, to whom nothing but the notice shows."""
    person = world.person(by)
    with acting_as(person):
        row = Hearing.objects.get(report=world.reports[key], person=person)
        hearing.note_seen(row, at=at)
        hearing.answer(row, text=text, representative=representative, actor=person, at=at)


def sign(world, key, at, *, by, found, why, evidence):
    """Of the one person and the one clause of the report, and handed in."""

    def sign_it(now, **answers):
        (pair,) = findings.pairs(now)
        findings.sign(now, subject=pair[0], allegation=pair[1], **answers)

    _do(world, key, by, at, sign_it, found=found, rationale=why, relied_on=evidence)
    _do(world, key, by, at + A_WHILE, findings.hand_in)


def countersign(world, key, at, *, by):
    with acting_as(world.person(by)):
        found = Finding.objects.get(report=world.reports[key], replaced_at=None)
    _on(world, key, by, at, "findings", {"pk": found.pk}, findings.countersign)


def correct(world, key, at, *, by, aim, outcome, text, owner, due):
    _do(world, key, by, at, correcting.add, aimed_at=aim, outcome=outcome, text=text, owner=world.person(owner),
        due_on=due.on(world.today))  # fmt: skip


def enter_done(world, key, at, *, by, aim, proof):
    _on(world, key, by, at, "actions", {"aimed_at": aim}, correcting.done, done_on=local_day(at), proof=proof)


def close(world, key, at, *, by, told, late=""):
    _do(world, key, by, at, closing.close, told=told, delay_reason=late)
