"""Public-records requests: removed posts included, covered under an exemption, read by a second person (B.1.g)."""

import hashlib
import io
import json
import re
import threading
import uuid
import zipfile

import pytest
from django.db import IntegrityError, connection, transaction

from policy.calendar import local_day
from pulse_moderation.models import Post, RecordsEntry, RecordsRequest, Redaction
from pulse_moderation.rules import records as rules
from pulse_moderation.rules.records import Span
from pulse_moderation.services import reading, records, records_export
from pulse_moderation.services.records import Wanted
from pulse_moderation.states import RecordsState, State
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


# Not screened yet ------------------------------------------------------------------------------------------------------


def test_what_was_not_screened_yet_is_screened_before_anything_is_proposed(cast, now):
    post = pulse.written(cast.dana, "Koa Benningfield has a court date.", at=now)
    assert post.current.screened_at is None

    entry = drawn(cast.bram, at=now).entries.get()

    assert (entry.is_included, entry.exemption) == (False, "a")
    assert Post.objects.get().state == State.HELD


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_is_screening_at_this_moment_is_waited_for(cast, now):
    post = pulse.written(cast.dana, "Koa Benningfield has a court date.", at=now)
    taken, over = threading.Event(), threading.Event()

    def screening():
        with transaction.atomic():
            Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
            taken.set()
            over.wait(60)
        connection.close()

    thread = threading.Thread(target=screening)
    thread.start()
    taken.wait(60)
    with pytest.raises(NotAllowed, match="being screened"):
        drawn(cast.bram, at=now)
    over.set()
    thread.join()

    assert drawn(cast.bram, at=now).entries.count() == 1


# The same words everywhere -------------------------------------------------------------------------------------------------


def given_out(entry):
    spans = [Span(one.start, one.end, one.exemption) for one in entry.redactions.all()]
    return rules.in_words(rules.given_out(entry.revision.text, spans))


@pytest.fixture
def three(cast, now):
    """Three texts that are given out; of the name in the first it is told in the others too."""
    for body in ("Call Opal on Thursday.", "OPAL\nis late, and so is Opal.", "Opaline glass, and no opalescence."):
        pulse.published(pulse.written(cast.dana, body, at=now), at=now)
    return drawn(cast.bram, at=now)


def opal(asked, number=1):
    entry = asked.entries.get(position=number)
    return entry, [found.span() for found in re.finditer("(?i)opal", entry.revision.text)]


def test_words_covered_in_one_text_are_covered_in_all_of_the_request(cast, now, three):
    entry, spans = opal(three)

    records.cover(entry, spans, exemption="c", actor=cast.bram, at=now)

    assert [given_out(one) for one in three.entries.all()] == [
        "Call [REDACTED (c)] on Thursday.",
        "[REDACTED (c)]\nis late, and so is [REDACTED (c)].",
        "Opaline glass, and no opalescence.",  # whole words, as they stood
    ]
    assert records.waiting(three).count() == 2


def test_a_part_of_a_word_and_words_on_two_lines_are_found_elsewhere_too(cast, now):
    for body in ("Her Opalname is old.", "opalname and Two  Words", "two\nwords"):
        pulse.published(pulse.written(cast.dana, body, at=now), at=now)
    asked = drawn(cast.bram, at=now)

    records.cover(asked.entries.get(position=1), [(4, 8)], exemption="c", actor=cast.bram, at=now)
    records.cover(asked.entries.get(position=3), [(0, 9)], exemption="c", actor=cast.bram, at=now)

    assert [given_out(one) for one in asked.entries.all()] == [
        "Her [REDACTED (c)]name is old.", "[REDACTED (c)]name and [REDACTED (c)]", "[REDACTED (c)]"
    ]  # fmt: skip


def test_fewer_than_four_letters_are_covered_where_they_are_covered_alone(cast, now):
    for _number in range(2):
        pulse.published(pulse.written(cast.dana, "Ask Koa.", at=now), at=now)
    asked = drawn(cast.bram, at=now)

    records.cover(asked.entries.get(position=1), [(4, 7)], exemption="c", actor=cast.bram, at=now)

    assert [given_out(one) for one in asked.entries.all()] == ["Ask [REDACTED (c)].", "Ask Koa."]


def test_uncovered_in_one_text_they_are_uncovered_in_all(cast, now, three):
    entry, spans = opal(three)
    records.cover(entry, spans, exemption="c", actor=cast.bram, at=now)

    records.uncover(Redaction.objects.filter(entry__position=2).first(), actor=cast.bram, at=now)

    assert not Redaction.objects.exists()
    assert records.waiting(three).count() == 2  # and somebody else looks at both


def test_what_rules_found_in_one_text_is_proposed_in_the_others_and_a_password_stays_covered(cast, now):
    waiting(cast.dana, at=now, body="My password is hunter22.", word="hunter22", code="S-CRED")
    waiting(cast.mateo, at=now, body="Somebody said hunter22 to me.", word="")

    asked = drawn(cast.bram, at=now)

    assert "hunter22" not in given_out(asked.entries.get(post__author=cast.mateo))
    for one in Redaction.objects.all():
        with pytest.raises(NotAllowed):
            records.uncover(one, actor=cast.bram, at=now)


def test_nobody_reads_to_the_end_what_shows_words_that_are_covered_elsewhere(cast, now, three):
    entry, spans = opal(three)
    records.cover(entry, spans, exemption="c", actor=cast.bram, at=now)
    Redaction.objects.filter(entry__position=2).delete()  # as one was made before they were covered alike
    for one in records.waiting(three):
        records.agree(one, actor=cast.lucinda, at=now)

    with pytest.raises(NotAllowed, match=r"no\. 2\."):
        records.review(three, actor=cast.lucinda, at=now)

    records.rule_on(three.entries.get(position=2), is_included=True, actor=cast.bram, at=now)
    assert read_to_its_end(three, cast.lucinda, at=now).state == RecordsState.REVIEWED


def test_what_is_withheld_whole_needs_no_covering_until_it_is_given_out(cast, now, three):
    second, _spans = opal(three, 2)
    records.rule_on(second, is_included=False, exemption="c", reason="Private.", actor=cast.bram, at=now)
    entry, spans = opal(three)
    records.cover(entry, spans, exemption="c", actor=cast.bram, at=now)
    assert records.readable_alike(three) == []

    records.rule_on(second, is_included=True, actor=cast.bram, at=now)

    assert "opal" not in given_out(second).lower()


# One's own -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(cast, now):
    """A request of Bram's in which a text of his own stands, and one of Lucinda's."""
    for author in (cast.bram, cast.lucinda):
        pulse.published(pulse.written(author, f"Call Opal, says {author.full_name}.", at=now), at=now)
    return drawn(cast.bram, at=now)


def of(asked, author):
    return asked.entries.get(post__author=author)


def test_nobody_rules_on_their_own_text_and_another_one_who_may_does(cast, now, own):
    mine = of(own, cast.bram)
    for ruling in (
        lambda by: records.cover(mine, [(5, 9)], exemption="c", actor=by, at=now),
        lambda by: records.rule_on(mine, is_included=False, exemption="c", reason="Mine.", actor=by, at=now),
    ):
        with pytest.raises(NotAllowed, match="their own text"):
            ruling(cast.bram)
    with pytest.raises(NotAllowed, match="answers this request"):
        records.cover(of(own, cast.lucinda), [(5, 9)], exemption="c", actor=cast.priya, at=now)

    records.cover(mine, [(5, 9)], exemption="c", actor=cast.priya, at=now)

    assert RecordsEntry.objects.get(pk=mine.pk).ruled_by == cast.priya
    with pytest.raises(NotAllowed, match="does not agree"):
        records.agree(mine, actor=cast.priya, at=now)
    records.agree(mine, actor=cast.lucinda, at=now)


def test_nobody_is_the_second_reader_of_their_own_text(cast, now, own):
    theirs = records.cover(of(own, cast.lucinda), [(5, 9)], exemption="c", actor=cast.bram, at=now)
    with pytest.raises(NotAllowed, match="their own text"):
        records.agree(theirs, actor=cast.lucinda, at=now)
    records.agree(theirs, actor=cast.priya, at=now)
    records.cover(of(own, cast.bram), [(5, 9)], exemption="c", actor=cast.priya, at=now)
    records.agree(of(own, cast.bram), actor=cast.lucinda, at=now)

    assert records.review(own, actor=cast.lucinda, at=now).state == RecordsState.REVIEWED


def test_who_wrote_one_of_the_texts_reads_the_request_to_its_end_only_after_another_agreed_to_it(cast, now, own):
    with pytest.raises(NotAllowed, match="You wrote some"):
        records.review(own, actor=cast.lucinda, at=now)

    records.agree(of(own, cast.lucinda), actor=cast.priya, at=now)

    assert records.review(own, actor=cast.lucinda, at=now).state == RecordsState.REVIEWED


def test_the_database_refuses_rulings_on_ones_own_text_too(cast, now, own):
    for author, said in (
        (cast.bram, {"ruled_by": cast.bram}),
        (cast.lucinda, {"agreed_by": cast.lucinda, "agreed_at": now}),
        (cast.lucinda, {"ruled_by": cast.priya, "agreed_by": cast.priya, "agreed_at": now}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordsEntry.objects.filter(pk=of(own, author).pk).update(**said)
    RecordsEntry.objects.filter(pk=of(own, cast.bram).pk).update(ruled_by=cast.priya)


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
