"""Public-records requests: removed posts included, covered under an exemption, read by a second person (B.1.g)."""

import hashlib
import io
import json
import uuid
import zipfile

import pytest
from django.db import IntegrityError, transaction

from policy.calendar import local_day
from pulse_moderation.models import RecordsEntry, RecordsRequest, Redaction
from pulse_moderation.rules import records as rules
from pulse_moderation.rules.records import Span
from pulse_moderation.services import reading, records, records_export
from pulse_moderation.services.records import Wanted
from pulse_moderation.states import RecordsState
from tests.factories import pulse
from tests.pulse_moderation.desk import hit, waiting
from workflow.errors import NotAllowed

pytestmark = pytest.mark.clause("B.1.g")


def drawn(by, *, at, term="", key=None):
    today = local_day(at)
    return records.draw(
        Wanted("Ada Reader", today, today, today, term=term), form_key=key or uuid.uuid4(), actor=by, at=at
    )


def read_to_its_end(asked, by, *, at):
    for entry in records.waiting(asked):
        if not records.is_readable(entry.post, by, at=at):
            reading.open_message(entry.post, actor=by, at=at)
        records.agree(entry, actor=by, at=at)
    return records.review(asked, actor=by, at=at)


def files_of(package):
    with zipfile.ZipFile(io.BytesIO(bytes(package.content))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# The rules, without a database ----------------------------------------------------------------------------------------


def test_covered_words_give_way_to_the_letters_of_their_exemptions():
    spans = [Span(5, 9, "c"), Span(7, 13, "o"), Span(15, 16, "a")]

    assert rules.in_words(rules.given_out("Call 555-0100, x", spans)) == "Call [REDACTED (c)(o)], [REDACTED (a)]"


def test_words_are_found_exactly_as_they_are_quoted():
    assert rules.spans_of("a.b a.b", "a.b", every=True) == [(0, 3), (4, 7)]
    assert rules.spans_of("a.b a.b", "a.b", every=False) == [(0, 3)]
    assert rules.spans_of("aXb", "a.b", every=True) == []


def test_withholding_and_covering_need_an_exemption():
    assert not rules.withholding_fits(is_included=False, exemption="", reason="Because.")
    assert not rules.withholding_fits(is_included=False, exemption="c", reason=" ")
    assert rules.withholding_fits(is_included=False, exemption="c", reason="Because.")
    assert not rules.span_fits("text", 0, 2, "")
    assert not rules.span_fits("text", 0, 2, "k")
    assert not rules.span_fits("text", 2, 9, "c")


# Drawing --------------------------------------------------------------------------------------------------------------


def test_removed_posts_are_drawn_and_what_was_copied_to_report_it_is_not(cast, now):
    removed = pulse.removed(pulse.published(pulse.written(cast.dana, at=now), at=now), by=cast.lucinda, at=now)

    asked = drawn(cast.bram, at=now)

    assert asked.number.startswith("PRR-")
    assert [entry.post for entry in asked.entries.all()] == [removed]
    assert asked.entries.get().is_included


def test_youth_and_private_messages_are_proposed_to_be_withheld_and_never_dropped(cast, now):
    youth = waiting(cast.dana, at=now, code="S-YOUTH")
    message = waiting(cast.dana, at=now, word="", kind="message", recipients=[cast.mateo])

    asked = drawn(cast.bram, at=now)

    said = {entry.post_id: (entry.is_included, entry.exemption) for entry in asked.entries.all()}
    assert said == {youth.pk: (False, "a"), message.pk: (False, "c")}
    assert records.waiting(asked).count() == 2


def test_a_password_is_covered_from_the_start_and_stays_so(cast, now):
    waiting(cast.dana, at=now, body="My password is hunter22.", word="hunter22", code="S-CRED")
    asked = drawn(cast.bram, at=now)

    with pytest.raises(NotAllowed):
        records.uncover(Redaction.objects.get(), actor=cast.bram, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.all().delete()
    assert asked.entries.get().redactions.count() == 1


def test_only_administrators_and_legal_begin_one_and_the_same_form_begins_it_once(cast, now):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    key = uuid.uuid4()

    assert drawn(cast.bram, at=now, key=key) == drawn(cast.bram, at=now, key=key)
    for person in (cast.lucinda, cast.dana):
        with pytest.raises(NotAllowed):
            drawn(person, at=now)
    with pytest.raises(NotAllowed, match="Nothing"):
        drawn(cast.bram, at=now, term="xylophone")


# The second reader ----------------------------------------------------------------------------------------------------


def test_whoever_covers_does_not_agree_and_nothing_is_given_out_before_somebody_does(cast, now):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    asked = drawn(cast.bram, at=now)
    entry = records.cover(asked.entries.get(), [(0, 7)], exemption="c", actor=cast.bram, at=now)

    with pytest.raises(NotAllowed):
        records.agree(entry, actor=cast.bram, at=now)
    with pytest.raises(NotAllowed):
        records.review(asked, actor=cast.lucinda, at=now)
    with pytest.raises(NotAllowed):
        records_export.export(asked, actor=cast.bram, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordsEntry.objects.filter(pk=entry.pk).update(agreed_by=cast.bram, agreed_at=now)
    records.agree(entry, actor=cast.lucinda, at=now)
    records.cover(entry, [(8, 10)], exemption="c", actor=cast.bram, at=now)
    assert records.waiting(asked).count() == 1  # what was covered since is agreed to anew


def test_what_is_given_out_hides_what_is_covered_and_its_manifest_names_every_file(cast, now):
    removed = pulse.removed(
        pulse.published(pulse.written(cast.dana, "=SUM of it. Call Opal.", at=now), at=now), by=cast.lucinda, at=now
    )
    youth = waiting(cast.mateo, at=now, body="A damn secret about somebody.", code="S-YOUTH")
    asked = drawn(cast.bram, at=now)
    entry = asked.entries.get(post=removed)
    records.cover(
        entry, rules.spans_of(entry.revision.text, "Opal", every=True), exemption="c", actor=cast.bram, at=now
    )
    asked = read_to_its_end(asked, cast.lucinda, at=now)

    package = records_export.export(asked, actor=cast.bram, at=now)

    files, everything = files_of(package), b"".join(files_of(package).values())
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"] == RecordsRequest.objects.get().manifest["files"]
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
    }
    assert b"Call [REDACTED (c)]." in everything
    assert b"Removed" in everything
    assert b"Opal" not in everything
    assert b"secret about" not in everything
    assert str(youth.public_id).encode() in everything  # that something is withheld is said, and why
    assert b"S-YOUTH" not in everything
    assert cast.lucinda.full_name.encode() not in everything


def test_given_out_nothing_of_it_changes_any_more(cast, now):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    asked = read_to_its_end(drawn(cast.bram, at=now), cast.lucinda, at=now)
    entry = asked.entries.get()
    package = records_export.export(asked, actor=cast.bram, at=now)

    with pytest.raises(NotAllowed):
        records.cover(entry, [(0, 3)], exemption="c", actor=cast.bram, at=now)
    for change in (
        lambda: RecordsRequest.objects.update(author="somebody"),
        lambda: RecordsEntry.objects.update(is_sensitive=True),
        lambda: Redaction.objects.create(entry=entry, start=0, end=1, exemption="c", made_by=cast.bram, made_at=now),
        lambda: type(package).objects.update(content=b""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert RecordsRequest.objects.get().state == RecordsState.EXPORTED


def test_before_it_is_given_out_it_can_be_taken_up_again(cast, now):
    hit(pulse.published(pulse.written(cast.dana, at=now), at=now), "Potluck", at=now)
    asked = read_to_its_end(drawn(cast.bram, at=now), cast.lucinda, at=now)

    assert records.reopen(asked, actor=cast.bram, at=now).is_open
