"""Files of posts: read in chunks, gone on with after a kill, and what was rejected of them."""

import io
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from pulse_moderation.choices import Kind, Origin
from pulse_moderation.models import Import, Post, RejectedLine, Revision, Source
from pulse_moderation.services import import_lines, imports, receiving, sources
from tests.pulse_moderation import calls

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B.1")]
HEADING = "id,author_email,posted_at,title,body\n"


@pytest.fixture
def source(cast, now):
    return sources.make("Old intranet", actor=cast.bram, at=now)


def _upload(cast, source, content, now, name="posts.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return imports.upload(content, name=name, source=source, actor=cast.bram, at=now)


def _read(kept, now, size=imports.CHUNK):
    while imports.read_chunk(kept.pk, at=now, size=size):
        pass
    kept.refresh_from_db()
    return kept


def test_a_file_of_commas_is_read_to_its_end(cast, source, now):
    content = (
        HEADING + f'1,{cast.dana.work_email},2026-01-05T09:00:00Z,Lunch,"Soup, and\nbread"\n2,,,,=HYPERLINK("x")\n'
    )

    kept = _read(_upload(cast, source, content, now), now)

    assert (kept.total, kept.done, kept.accepted, kept.rejected) == (2, 2, 2, 0)
    assert (kept.finished_at, bytes(kept.content)) == (now, b"")
    first, second = Post.objects.order_by("external_id").select_related("current")
    assert (first.author, first.current.title, first.current.body) == (cast.dana, "Lunch", "Soup, and\nbread")
    assert (second.origin, second.current.body) == (Origin.IMPORT, '=HYPERLINK("x")')
    assert not Revision.objects.filter(screened_at=None).exists()


def test_an_object_a_line_may_be_plain_or_an_activity(cast, source, now):
    lines = [{"id": 5, "body": "Plain", "kind": "comment"}, calls.note(6), {"body": "<b>no</b>", "format": "html"}]
    content = "\n".join(map(json.dumps, lines))

    kept = _read(_upload(cast, source, content, now, name="posts.ndjson"), now)

    assert (kept.accepted, kept.rejected) == (3, 0)
    assert set(Post.objects.values_list("kind", "current__body")) == {
        (Kind.COMMENT, "Plain"), (Kind.POST, "Potluck on Thursday."), (Kind.POST, "no"),
    }  # fmt: skip


def test_what_cannot_be_taken_is_kept_with_its_place_and_reason(cast, source, now):
    bad = b'1,,,,fine\n2,,yesterday,,no such day\n3,,,,a\x00b\n4,,,,\xff\xfe\n5,,\n6,,,,""\n\n7,,,,fine too\n'

    kept = _read(_upload(cast, source, HEADING.encode() + bad, now), now)

    assert (kept.accepted, kept.rejected, kept.total) == (2, 5, 7)
    rejected = {one.line: one.reason for one in kept.rejections.all()}
    assert sorted(rejected) == [2, 3, 4, 5, 6]
    assert "posted_at" in rejected[2] and "NUL" in rejected[3] and "UTF-8" in rejected[4] and "columns" in rejected[5]


@pytest.mark.parametrize(
    "line",
    ["[1, 2]", "7", "nonsense", "[" * 5_000, '{"body": "\\ud800"}', '{"body": 1e999}', '{"body": ["x"]}', "9" * 9_000],
)
def test_no_line_of_objects_stops_the_file(cast, source, now, line):
    kept = _read(_upload(cast, source, '{"body": "first"}\n' + line + '\n{"body": "last"}', now), now)

    assert kept.total == kept.accepted + kept.rejected == 3
    assert Post.objects.filter(current__body__in=["first", "last"]).count() == 2


def test_the_same_file_again_is_known(cast, source, now):
    content = HEADING + ",,,,One\n,,,,Two\n"

    _read(_upload(cast, source, content, now), now)
    again = _read(_upload(cast, source, content, now), now)

    assert (again.accepted, again.known) == (0, 2)
    assert Post.objects.count() == 2


def test_who_comes_after_a_kill_goes_on_where_it_stopped_and_doubles_nothing(cast, source, now, monkeypatch):
    kept = _upload(cast, source, HEADING + "".join(f"{number},,,,Text {number}\n" for number in range(25)), now)
    assert imports.read_chunk(kept.pk, at=now, size=10)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:  # what a worker does that dies in the middle of a chunk
        patched.setattr(receiving, "_write_new", killed)
        with pytest.raises(KeyboardInterrupt):
            imports.read_chunk(kept.pk, at=now, size=10)
    kept.refresh_from_db()
    assert (kept.done, Post.objects.count()) == (10, 10)

    assert imports.go_on(now) == 0  # touched just now
    assert imports.go_on(now + imports.LEFT_ALONE) == 1

    kept.refresh_from_db()
    assert (kept.done, kept.accepted, kept.finished_at is not None) == (25, 25, True)
    assert Post.objects.count() == Revision.objects.count() == 25


def test_a_file_that_cannot_be_read_on_keeps_no_other_from_its_turn(cast, source, now):
    broken, sound = (_upload(cast, source, HEADING + f"{number},,,,Text\n", now) for number in range(2))
    Import.objects.filter(pk=broken.pk).update(content=b"no columns named here")

    with pytest.raises(ExceptionGroup):
        imports.go_on(now + imports.LEFT_ALONE)

    sound.refresh_from_db()
    assert (sound.accepted, sound.finished_at is not None) == (1, True)


@pytest.mark.parametrize("content", ["", "id,text\n1,x\n", "body,body\n1,2\n", HEADING, "\x00", "{"[:0]])
def test_a_file_without_a_heading_or_records_is_refused(cast, source, now, content):
    with pytest.raises(ValidationError):
        _upload(cast, source, content, now)
    assert not Import.objects.exists()


def test_what_a_file_is_is_seen_by_what_stands_in_it():
    assert import_lines.kind_of("posts.txt", b'\xef\xbb\xbf {"body": 1}') == "ndjson"
    assert import_lines.kind_of("posts.csv", b"id,body") == "csv"


def test_rejected_lines_are_downloaded_without_a_formula(cast, source, now, as_user):
    kept = _read(_upload(cast, source, HEADING + '=cmd|"x",,never,,text\n', now), now)

    answer = as_user(cast.bram).get(reverse("import_rejected", args=[kept.public_id]))

    content = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\"'=cmd|" in content and '"=cmd' not in content


def test_the_page_takes_a_file_once_and_shows_how_far_it_is(cast, source, now, as_user):
    bram, key = as_user(cast.bram), uuid.uuid4()

    def send():
        file = SimpleUploadedFile("p.csv", (HEADING + "1,,,,<b>Bold</b>\n2,,x,,<script>\n").encode())
        return bram.post(reverse("import_list"), {"source": source.public_id, "file": file, "form_key": key})

    first, second = send(), send()

    kept = Import.objects.get()
    assert (first.status_code, first.url, second.url) == (302, kept.get_absolute_url(), kept.get_absolute_url())
    page = bram.get(kept.get_absolute_url()).content.decode()
    assert "2 of 2" in page and "&lt;script&gt;" in page and "hx-get" not in page
    Import.objects.update(finished_at=None)
    part = bram.get(kept.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<div") and "hx-get" in part


def test_a_bad_file_is_told_at_the_field(cast, source, as_user):
    file = SimpleUploadedFile("p.csv", b"nothing,of,use\n1,2,3\n")
    answer = as_user(cast.bram).post(
        reverse("import_list"), {"source": source.public_id, "file": file, "form_key": uuid.uuid4()}
    )

    assert answer.status_code == 400
    assert "must name the columns" in answer.content.decode()


def test_the_command_adds_its_source_and_says_what_it_did(db, tmp_path):
    file, out, err = tmp_path / "posts.csv", io.StringIO(), io.StringIO()
    file.write_text(HEADING + "1,,,,One\n2,,never,,Two\n")

    call_command("import_posts", file, source="Archive", stdout=out, stderr=err)

    assert "1 taken, 0 known before, 1 rejected" in out.getvalue()
    assert "Line 2" in err.getvalue()
    assert Source.objects.get().name == "Archive" and RejectedLine.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("import_posts", tmp_path / "nowhere.csv", source="Archive")
