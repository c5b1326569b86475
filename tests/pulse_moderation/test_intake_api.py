"""What a source may send, what becomes of it, and what is said of bad input."""

import json

import pytest
from django.utils import timezone

from pulse_moderation.choices import Kind, Origin
from pulse_moderation.models import Post, Revision
from pulse_moderation.services import activities, entries
from pulse_moderation.services.entries import Unfit
from pulse_moderation.services.markup import text_of
from pulse_moderation.states import State
from tests.pulse_moderation import calls

pytestmark = pytest.mark.clause("B.1")


@pytest.fixture
def send(cast):
    _source, key, secret = calls.source(cast.bram)
    return lambda document, **changed: calls.call(key, secret, document, **changed)


@pytest.fixture
def told(cast):
    """The status of what was sent last."""
    source, key, secret = calls.source(cast.bram)

    def ask(answer):
        return calls.status(key, secret, answer).json()

    return ask


def test_a_note_is_kept_as_text_screened_and_the_same_again_is_known(send, told):
    answer = send(calls.note(content="<p>Potluck &amp; cake</p><script>alert(1)</script>", name="<b>Hi</b>"))
    again = send(calls.note(content="<p>Potluck &amp; cake</p>", name="<b>Hi</b>"))

    post = Post.objects.get()
    assert (post.origin, post.kind, post.author_name) == (Origin.API, Kind.POST, "acct:nobody")
    assert (post.current.title, post.current.body) == ("<b>Hi</b>", "Potluck & cake")
    assert post.state != State.RECEIVED
    assert (told(answer)["counts"]["new"], told(again)["counts"]["known"]) == (1, 1)
    assert told(answer)["state"] == "done"


def test_an_edit_is_a_new_revision_and_a_delete_keeps_all(send, told):
    send(calls.note())
    edited = send(calls.note(content="Another text", act="Update", updated="2026-11-17T15:00:00Z"))
    back = send(calls.note(act="Update", updated="2026-11-17T16:00:00Z"))
    gone = send({"type": "Delete", "object": {"type": "Tombstone", "id": "https://pulse.example/posts/1"}})
    never = send({"type": "Delete", "object": "https://pulse.example/posts/9"})

    post = Post.objects.get()
    bodies = list(post.revisions.values_list("body", flat=True))
    assert bodies == ["Potluck on Thursday.", "Another text", "Potluck on Thursday."]
    assert post.gone_at is not None and Revision.objects.filter(screened_at=None).count() == 0
    assert [told(edited)["counts"]["revised"], told(back)["counts"]["revised"]] == [1, 1]
    assert (told(gone)["counts"]["gone"], told(never)["counts"]["missing"]) == (1, 1)


def test_of_a_batch_what_can_be_taken_is_taken_and_the_rest_told_with_its_place(send, told):
    bad = calls.note(2, attachment=[{"type": "Image", "url": "javascript:alert(1)"}])
    answer = send({"type": "OrderedCollection", "orderedItems": [calls.note(1), bad, "nonsense", calls.note(3)]})

    said = told(answer)
    assert (answer.json()["total"], answer.json()["rejected"]) == (4, 2)
    assert [problem["index"] for problem in said["problems"]] == [1, 2]
    assert "http" in said["problems"][0]["reason"]
    assert Post.objects.count() == 2


def test_what_is_made_and_deleted_in_one_batch_is_kept_and_gone(send):
    send([calls.note(1), {"type": "Delete", "object": "https://pulse.example/posts/1"}, calls.note(2)])

    assert list(Post.objects.order_by("external_id").values_list("gone_at", flat=True))[0] is not None
    assert Post.objects.get(external_id="https://pulse.example/posts/2").gone_at is None


def test_a_writer_is_known_by_work_email_or_user_name(cast, send):
    send([
        calls.note(1) | {"actor": f"mailto:{cast.dana.work_email.upper()}"},
        calls.note(2) | {"actor": {"type": "Person", "preferredUsername": "mateo", "name": "M. R."}},
        calls.note(3, attributedTo="acct:somebody-else"),
    ])  # fmt: skip

    assert list(Post.objects.order_by("external_id").values_list("author__username", "author_name")) == [
        ("dana", f"mailto:{cast.dana.work_email.upper()}"), ("mateo", "M. R."), (None, "acct:somebody-else"),
    ]  # fmt: skip


def test_what_is_addressed_to_people_alone_is_a_private_message(cast, send):
    send([
        calls.note(1, to=["acct:dana", "acct:nobody-here"]),
        calls.note(2, to=["https://www.w3.org/ns/activitystreams#Public", "acct:dana"]),
        calls.note(3, inReplyTo="https://pulse.example/posts/2"),
    ])  # fmt: skip

    kinds = list(Post.objects.order_by("external_id").values_list("kind", flat=True))
    assert kinds == [Kind.MESSAGE, Kind.POST, Kind.COMMENT]
    assert list(Post.objects.get(kind=Kind.MESSAGE).recipients.all()) == [cast.dana]


def test_a_picture_and_its_words_are_kept_with_its_address(send):
    send(
        {
            "type": "Create",
            "object": {"type": "Image", "id": "i", "name": "Our garden", "url": "https://p.example/i.png"},
        }
    )

    attachment = Post.objects.get().current.attachments.get()
    assert (attachment.url, attachment.alt) == ("https://p.example/i.png", "Our garden")
    assert Post.objects.get().has_image


def test_direction_marks_are_kept_as_they_came(send):
    send(calls.note(content="\u202egrant\u202c"))

    assert Post.objects.get().current.body == "\u202egrant\u202c"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not-json"),
        (b"{", 400, "not-json"),
        (b"\xff\xfe{}", 400, "not-utf-8"),
        (b'{"type": "\x00"}', 400, "nul"),
        (b"[" * 100_000, 400, "not-json"),
        (b"9" * 10_000, 400, "not-json"),
        (b'{"type": NaN}', 400, "not-json"),
        (b"7", 422, "no-activity"),
        (b'{"type": "Collection", "items": 5}', 422, "no-activity"),
        (b'{"type": "Like", "object": "x"}', 422, "bad-activity"),
        (b'{"type": ["Create"], "object": {}}', 422, "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "x", "content": "a\\u0000b"}}', 422, "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "x", "content": "a\\ud800b"}}', 422, "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "\\u0000", "content": "a"}}', 422, "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "x", "content": 7}}', 422, "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "x"}}', 422, "bad-activity"),
        (b'{"type": "Update", "object": {"type": "Note", "id": "x", "content": "a"}}', 422, "bad-activity"),
        (b'{"type": "Delete", "object": {}}', 422, "bad-activity"),
        (b'{"type": "Create", "actor": "\\ud800", "object": {"type": "Note", "id": "x", "content": "a"}}', 422,
         "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Image", "id": "x", "url": "javascript:alert(1)"}}', 422,
         "bad-activity"),
        (b'{"type": "Create", "object": {"type": "Note", "id": "x", "content": "a", "published": "0001-01-01T00:00:00"}}',
         422, "bad-activity"),
        (json.dumps([{}] * 1001).encode(), 413, "too-many"),
        (b" " * 5_000_000, 413, "too-large"),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else str(value),
)  # fmt: skip
def test_bad_input_is_told_as_a_problem_and_nothing_of_it_stays(send, body, status, code):
    answer = send(body)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert not Post.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_is_refused(client, method):
    assert getattr(client, method)(calls.ACTIVITIES).status_code == 405


def test_a_title_too_long_for_its_place_begins_the_body():
    assert entries.title_and_body("t" * 400, "text") == ("", "t" * 400 + "\ntext")
    with pytest.raises(Unfit):
        entries.title_and_body("", "x" * 100_001)


def test_a_later_clock_counts_as_now(now):
    assert entries.moment("2126-01-01T00:00:00Z", "published", at=now) == now
    assert entries.moment("2026-01-01T00:00:00", "published", at=now).isoformat() == "2026-01-01T00:00:00+00:00"
    for text in ("9999-12-31T23:59:59-23:59", "yesterday", "", "\0"):
        with pytest.raises(Unfit):
            entries.moment(text, "published", at=now)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("sh<b></b>out", "shout"),
        ('<a href="https://x.example/">here</a>', "here (https://x.example/)"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ('<img src=x onerror=alert(1) alt="A cat">', "A cat"),
        ("a<!-- hidden -->b <script>x</script>c<style>y</style>", "ab c"),
        ("<script>never closed", "never closed"),
        ("3 < 4 &amp; 5 > 4 &#x41;", "3 < 4 & 5 > 4 A"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a  b"),
    ],
)
def test_markup_becomes_text(markup, text):
    assert text_of(markup) == text


@pytest.mark.parametrize("piece", ["<a", "<", "<!--", "</", "<script>", "<a>", '<a b="', "&#", " ", "<b "])
def test_no_markup_takes_long(piece):
    assert text_of(piece * (200_000 // len(piece)) + "<b>") is not None


def test_a_batch_asks_for_its_people_once(cast, django_assert_num_queries):
    sent = [calls.note(number) | {"actor": "acct:dana"} for number in range(50)]
    with django_assert_num_queries(1):
        people = entries.People(activities.names_in(sent))
        read = [activities.read(one, people=people, at=timezone.now()) for one in sent]

    assert {one.author for one in read} == {cast.dana}


def test_a_source_says_what_became_of_no_order_of_its_own(send):
    nowhere = send(
        {"order": "6f1f7d0e-5a0e-4f6b-9d1b-0a8e3c1d2e3f", "outcome": "done"}, address="/api/pulse/v1/outcomes"
    )
    nonsense = send({"order": 5, "outcome": "perhaps"}, address="/api/pulse/v1/outcomes")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no-order")
    assert (nonsense.status_code, nonsense.json()["code"]) == (422, "bad-outcome")
