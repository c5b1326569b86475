"""Capturing what is relevant, correcting it, putting it in the youth's file (B.2.f; domain 5.9, 7.9)."""

from django.db import transaction

from audit.services import record
from authorizations.models import EvidenceFile, EvidenceItem
from authorizations.notices import evidence as notices
from authorizations.rules import evidence as rules
from authorizations.services import compliance, duties
from authorizations.services.numbers import next_number
from authorizations.states import ItemAct, ItemState
from evidence.services import keep
from notifications.services import close_obligations, open_obligation
from policy.calendar import add_business_days, local_day
from policy.services import settings_now
from sealing.fields import Sealed
from workflow.errors import Stale
from workflow.moves import transition

CLAUSE = "B.2.f"
MEGABYTE = 1 << 20
FACTS = frozenset(
    {
        "platform",
        "other_site",
        "source_account",
        "source_url",
        "posted_at",
        "captured_at",
        "device",
        "access_basis",
        "attribution",
        "attribution_text",
        "confidence",
        "relevance",
        "relevance_text",
        "has_third_parties",
        "third_parties",
    }
)


@transaction.atomic
def begin(authorization, *, form_key, actor, at, corrects=None, reason=""):
    """A draft, once the content gate was answered with no. The same form sent twice gives the same draft.

    `corrects`: the item that the new one will supersede; its facts and files are taken over.
    """
    rules.may_capture(actor, authorization).enforce()
    if corrects is not None:
        EvidenceItem.objects.select_for_update(no_key=True).get(
            pk=corrects.pk
        )  # of two corrections one finds the other
        has_successor = EvidenceItem.objects.filter(supersedes=corrects).exclude(form_key=form_key).exists()
        rules.may_correct(actor, corrects, has_successor=has_successor).enforce()
    item, is_new = EvidenceItem.objects.get_or_create(
        captured_by=actor,
        form_key=form_key,
        defaults={
            "authorization": authorization,
            "youth": authorization.youth,
            "gate_answered_at": at,
            "created_at": at,
            "supersedes": corrects,
            "correction_reason": reason or None,
            **(_facts_of(corrects) if corrects else {}),
        },
    )
    if is_new:
        record("evidence.begun", subject=item, actor=actor, at=at, clause=CLAUSE)
        if corrects is not None:
            EvidenceFile.objects.bulk_create(EvidenceFile(item=item, file=row.file) for row in corrects.files.all())
    return item


def _facts_of(item):
    """Sealed values are bound to their row: they are opened here and sealed again with the new one."""
    facts = {name: getattr(item, name) for name in FACTS}
    return {name: _opened(value) for name, value in facts.items()}


def _opened(value):
    return value.reveal() if isinstance(value, Sealed) else value


def add_file(item, content, *, name, actor, at):
    """Keep one file with a draft. Raises Refused with what to do instead; NotAllowed once the item is on record."""
    rules.may_change_draft(actor, item).enforce()
    rules.may_add_file(item.files.count()).enforce()
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    with transaction.atomic():  # the file and its place in the item, or neither
        file = keep(content, name=name, most_bytes=most_bytes, actor=actor, at=at)
        locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
        rules.may_change_draft(actor, locked).enforce()
        rules.may_add_file(locked.files.count()).enforce()
        return EvidenceFile.objects.create(item=item, file=file)


@transaction.atomic
def leave_out(item, public_id, *, actor, at):
    """Take a file out of a draft. What was received stays in custody; the item no longer shows it."""
    locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    rules.may_change_draft(actor, locked).enforce()
    item.files.filter(file__public_id=public_id).delete()


@transaction.atomic
def save(item, *, actor, at, **facts):
    """Keep what was typed into a draft."""
    locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    rules.may_change_draft(actor, locked).enforce()
    _set(item, facts)
    item.save(update_fields=list(facts))
    return item


def _set(item, facts):
    if unknown := set(facts) - FACTS:
        raise ValueError(f"Not facts of an item: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(item, name, value)


@transaction.atomic
def log(item, *, actor, at, **facts):
    """Put the draft on record: numbered, locked, its duties open, the clock of the file running.

    What was captured outside an active authorization opens a compliance issue. Raises Stale when it was logged before.
    """
    locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    if locked.version != item.version:
        raise Stale(locked)
    has_files = item.files.exists()
    rules.may_log(actor, item, captured_at=facts["captured_at"], at=at, has_files=has_files).enforce()
    _set(item, facts)
    corrected = item.supersedes
    if corrected is not None:
        corrected = EvidenceItem.objects.select_for_update().get(pk=corrected.pk)
        rules.may_correct(actor, corrected, has_successor=False).enforce()
    item.save(update_fields=list(facts))
    settings = settings_now()
    transition(
        item,
        ItemState.LOGGED,
        act=ItemAct.LOG,
        actor=actor,
        at=at,
        clause=CLAUSE,
        facts={"relevance": list(item.relevance), "files": [str(row.file.public_id) for row in _files(item)]},
        number=next_number("EV", local_day(at).year),
        logged_at=at,
        file_by=add_business_days(local_day(at), settings["evidence_file_due"]),
    )
    open_obligation(notices.FILE, subject=item, anchor_on=local_day(at), due_on=item.file_by, at=at)
    duties.open_for(item, at=at)
    if corrected is not None:
        _supersede(corrected, actor=actor, at=at)
    notices.logged(item, at=at)
    _check_leave(item, actor=actor, at=at)
    return item


@transaction.atomic
def report_gated(authorization, *, form_key, captured_at, actor, at, **facts):
    """The content gate was answered with yes: no image, a record in words, Legal and the supervisor told at once.

    `facts`: platform, other_site, source_account, source_url. The same form sent twice gives the same item.
    """
    rules.may_capture(actor, authorization).enforce()
    rules.may_have_captured(captured_at, at).enforce()
    item, is_new = EvidenceItem.objects.get_or_create(
        captured_by=actor,
        form_key=form_key,
        defaults={
            "authorization": authorization,
            "youth": authorization.youth,
            "state": ItemState.GATED,
            "number": next_number("EV", local_day(at).year),
            "gate_answered_at": at,
            "created_at": at,
            "logged_at": at,
            "captured_at": captured_at,
            **facts,
        },
    )
    if not is_new:
        return item
    record("evidence.gated", subject=item, actor=actor, at=at, clause=CLAUSE)
    duties.open_for(item, at=at)
    notices.gated(item, at=at)
    _check_leave(item, actor=actor, at=at)
    return item


@transaction.atomic
def file_item(item, *, filed_on, reference, actor, at):
    """Say that it stands in the youth's file, and where. Late filing keeps its mark."""
    rules.may_file(actor, item).enforce()
    rules.may_have_filed(filed_on, local_day(at), local_day(item.logged_at)).enforce()
    transition(
        item,
        ItemState.FILED,
        act=ItemAct.FILE,
        actor=actor,
        at=at,
        clause=CLAUSE,
        filed_on=filed_on,
        filed_by=actor,
        filed_at=at,
        file_reference=reference,
        is_filed_late=local_day(at) > item.file_by,
    )
    close_obligations(item, at=at, kinds=[notices.FILE])
    return item


def _supersede(item, *, actor, at):
    transition(item, ItemState.SUPERSEDED, act=ItemAct.SUPERSEDE, actor=actor, at=at, clause=CLAUSE)
    close_obligations(item, at=at, met=False)
    duties.close_superseded(item, actor=actor, at=at)


def _check_leave(item, *, actor, at):
    """Something captured outside an active authorization is looked at by Legal; it is kept all the same."""
    authorization = item.authorization
    stood = rules.stood_under_leave(
        authorization, authorization.suspensions.all(), item.captured_at, local_day(item.captured_at)
    )
    if not stood:
        compliance.report_outside(authorization, statement=notices.outside_statement(item), actor=actor, at=at)


def _files(item):
    return item.files.select_related("file")
