"""Whichever way a picture, a message or a delete comes, and in whatever order: a look is taken, nothing becomes public."""

import datetime
import itertools
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.services import events_about
from pulse_moderation.choices import DecisionKind, Kind, Origin
from pulse_moderation.models import GoneBefore, Hit, Order, Post
from pulse_moderation.services import deciding, feeds, import_lines, imports, markup, receiving, sources
from pulse_moderation.services.incoming import Incoming, IncomingFile, has_image
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation import calls, feed_server

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B.1")]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
DELETE = {"type": "Delete", "object": "https://pulse.example/posts/1"}
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def send(cast):
    _source, key, secret = calls.source(cast.bram)

    ago = itertools.count(step=20)  # the same call within one second would be a replay

    def sent(*documents):
        for document in documents:
            assert calls.call(key, secret, document, ago=next(ago)).status_code == 202
        return Post.objects.order_by("external_id").first()

    return sent


def texts(post):
    return [(one.body, one.pk == post.current_id) for one in post.revisions.all()]


# Pictures


@pytest.mark.parametrize(
    "content",
    [
        '<p>Hi</p><img src="https://x.example/a.jpg">', "<IMG SRC=https://x.example/a>", '<img src="/files/a.jpg">',
        '<img src="data:image/png;base64,AAAA">', '<img alt="a > b" src="https://x.example/a.jpg">',
        '<img src="https://x.example/a<b.jpg">', '<!-- --!><img src="https://x.example/a.jpg"> -->',
        '<video><source src="https://x.example/a.mp4"></video>', '<video poster="https://x.example/a.jpg"></video>',
        '<picture><source srcset="https://x.example/a.webp 2x, b"></picture>',
        '<iframe src="https://x.example/"></iframe>', '<iframe srcdoc="&lt;img src=a&gt;"></iframe>',
        '<object data="https://x.example/a.swf"></object>', '<embed src="https://x.example/a">', "<svg><path/></svg>",
        '<p style="background: url(https://x.example/a.jpg)">Hi</p>', '<input type="image" src="https://x.example/a.jpg">',
    ],
)  # fmt: skip
@pytest.mark.clause("B.1.i.iii")
def test_what_a_text_shows_is_looked_at(send, content):
    post = send(calls.note(content=content))

    assert (post.has_image, post.state) == (True, State.LIVE_FLAGGED)
    assert post.current.attachments.count() >= 1
    assert Hit.objects.filter(rule__code="S-IMG").count() == 1


def test_a_text_that_shows_nothing_is_not(send):
    post = send(
        calls.note(content='<p class="src">Hi <b title="img src=a">there</b></p><input type="text"> &lt;img&gt;')
    )

    assert (post.has_image, post.state) == (False, State.PUBLISHED)


def test_a_picture_in_a_text_is_kept_with_its_address_and_words(send):
    post = send(calls.note(content='<p>Hi</p><img src="../a.jpg" alt="Our garden">'))

    assert list(post.current.attachments.values_list("url", "alt")) == [("https://pulse.example/a.jpg", "Our garden")]
    assert post.current.body == "Hi\nOur garden"


def test_pictures_of_markdown_are_looked_at_and_plain_text_has_none(send):
    text = "Look: ![the garden](https://x.example/a.jpg)"

    assert send(calls.note(content=text, mediaType="text/markdown")).has_image
    assert not send(calls.note(0, content=text, mediaType="text/plain")).has_image


@pytest.mark.parametrize(
    ("kind", "name", "is_seen"),
    [
        ("video/mp4", "a", True), ("Image/PNG", "a", True), ("application/octet-stream", "a.jpg", True), ("", "a", True),
        ("application/pdf", "a.JPG?x=1", True), ("application/x-shockwave-flash", "a", True),
        ("application/pdf", "a.pdf", False), ("TEXT/plain; charset=utf-8", "a", False),
    ],
)  # fmt: skip
def test_everything_but_known_documents_counts_as_a_picture(kind, name, is_seen):
    assert has_image([IncomingFile(url=f"https://x.example/{name}", media_type=kind)]) is is_seen


def test_an_attachment_is_a_picture_if_any_word_of_it_says_so(send):
    document = {"type": "Document", "mediaType": "application/pdf", "url": "https://x.example/a"}
    video = {"type": ["Video"], "mediaType": "application/pdf", "url": "https://x.example/b"}
    several = {"type": "Document", "url": [{"mediaType": "text/plain", "href": "https://x.example/c"},
                                          {"mediaType": "Image/PNG", "href": "https://x.example/d"}]}  # fmt: skip

    assert not send(calls.note(3, attachment=document)).has_image
    assert send(calls.note(2, attachment=video)).has_image
    assert send(calls.note(1, attachment=[several])).has_image


RSS = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>News</title><description>d</description>
<item><guid>7</guid><title>Snow</title><link>https://i.example/7</link><description>{text}</description>{more}</item>
</channel></rss>"""


@pytest.mark.parametrize(
    ("text", "more", "is_seen"),
    [
        ('&lt;p&gt;Hi&lt;/p&gt;&lt;img src="/a.jpg"&gt;', "", True),
        ("Hi", '<media:content url="https://i.example/a" medium="image"/>', True),
        ("Hi", '<media:thumbnail url="https://i.example/a"/>', True),
        ("Hi", '<enclosure url="https://i.example/a" type="Video/MP4" length="1"/>', True),
        ("Hi", '<enclosure url="https://i.example/a.pdf" type="application/pdf" length="1"/>', False),
        ("Hi", "", False),
    ],
)
def test_pictures_of_a_feed_are_looked_at(cast, now, text, more, is_seen):
    source = sources.make("News", actor=cast.bram, at=now)
    with feed_server.serving() as intranet:
        feeds.keep(source, url=intranet.url, every_minutes=15, is_active=True, actor=cast.bram, at=now)
        intranet.content = RSS.format(text=text, more=more).encode()
        assert feeds.poll_due(now) == 1

    assert Post.objects.get().has_image is is_seen


def test_pictures_in_an_imported_text_are_looked_at(cast, now):
    line = {"id": 1, "body": '<p>Hi</p><img src="https://x.example/a.jpg">', "format": "html"}
    source = sources.make("Old intranet", actor=cast.bram, at=now)
    kept = imports.upload(json.dumps(line).encode(), name="a.ndjson", source=source, actor=cast.bram, at=now)
    imports.read_chunk(kept.pk, at=now)

    assert Post.objects.get().has_image


def test_no_markup_hides_a_picture_by_taking_long():
    for piece in ("<img ", "<img src=", "<!--", '<img alt=">" ', "![", "![a](", "url("):
        assert markup.read(piece * (200_000 // len(piece)) + "<b>") is not None
        assert markup.shown_by_markdown(piece * (200_000 // len(piece))) is not None


# Private messages


def note(number=1, *, activity=None, **fields):
    return calls.note(number, **fields) | (activity or {})


@pytest.mark.parametrize(
    "told",
    [
        {"activity": {"to": ["acct:dana"]}}, {"bto": "acct:dana"}, {"bcc": ["acct:dana"]}, {"audience": "acct:dana"},
        {"to": ["acct:dana"], "activity": {"to": [PUBLIC]}}, {"to": [PUBLIC], "activity": {"cc": ["acct:dana"]}},
    ],
)  # fmt: skip
def test_whoever_it_is_for_is_read_wherever_it_stands(cast, send, told):
    post = send(note(**told))

    assert (post.kind, list(post.recipients.all())) == (Kind.MESSAGE, [cast.dana])


@pytest.mark.parametrize("to", [[{"type": "Person", "name": "Dana"}], ["https://elsewhere.example/dana"], {"x": 1}, 5])
def test_a_message_for_somebody_unknown_is_a_message(send, to):
    post = send(note(to=to))

    assert (post.kind, post.recipients.count()) == (Kind.MESSAGE, 0)


@pytest.mark.parametrize("to", [[], None, "", PUBLIC, {"id": "as:Public"}, ["acct:dana", PUBLIC]])
def test_what_names_everybody_or_nobody_is_for_everybody(send, to):
    assert send(note(to=to, activity={"to": to})).kind == Kind.POST


@pytest.mark.parametrize("revision", [None, "the-same"])
def test_an_update_for_one_person_makes_it_a_message(cast, send, revision):
    more = {"revision": revision} if revision else {}
    post = send(note(to=[PUBLIC], **more), note(act="Update", to=["acct:dana"], updated="2026-11-17T15:00:00Z", **more))

    assert (post.kind, list(post.recipients.all())) == (Kind.MESSAGE, [cast.dana])
    assert not Post.objects.shown().exists()
    assert "pulse_post.made_private" in {event.action for event in events_about(post)}


def test_a_message_stays_one_whatever_is_said_later(cast, send):
    post = send(
        note(to=["acct:dana"]), note(act="Update", content="Other words", to=[PUBLIC], updated="2026-11-17T15:00:00Z")
    )

    assert (post.kind, list(post.recipients.all()), post.current.body) == (Kind.MESSAGE, [cast.dana], "Other words")
    assert "pulse_post.kept_private" in {event.action for event in events_about(post)}


def test_a_reader_of_a_blind_copy_sees_nobody_elses_name(cast, send, as_user):
    post = send(note(to=["acct:dana"], bcc=["acct:mateo"], attributedTo="acct:juniper"))
    page = reverse("pulse_post", args=[post.public_id])

    for reader, other in ((cast.dana, cast.mateo), (cast.mateo, cast.dana)):
        shown = as_user(reader).get(page)
        assert shown.status_code == 200 and other.full_name not in shown.content.decode()
    assert cast.mateo.full_name in as_user(cast.juniper).get(page).content.decode()


# The order in which it comes

FIRST, SECOND = note(content="First"), note(act="Update", content="Second", updated="2026-11-17T15:00:00Z")


def test_an_older_text_that_comes_late_does_not_stand(send):
    post = send(SECOND, FIRST)

    assert texts(post) == [("Second", True), ("First", False)]
    assert post.revisions.filter(screened_at=None).count() == 0
    assert "pulse_post.late" in {event.action for event in events_about(post)}


@pytest.mark.parametrize(
    ("revisions", "stands"), [((10, 9), "a"), ((9, 10), "b"), (("9", "9b"), "b"), (("x", "a"), "b")]
)
def test_its_source_counts_or_else_what_comes_later_is_newer(now, revisions, stands):
    sent = [Incoming("1", now, str(one), body=body) for one, body in zip(revisions, "ab", strict=True)]
    for entry in sent:
        receiving.receive_many([entry], source=pulse.source(at=now), origin=Origin.API, at=now)

    assert Post.objects.get().current.body == stands


def test_in_one_batch_too(now):
    sent = [
        Incoming("1", now, "2", body="second"),
        Incoming("1", now, "1", body="first"),
        Incoming("1", now, "3", body="third"),
    ]
    receiving.receive_many(sent, source=pulse.source(at=now), origin=Origin.API, at=now)

    assert texts(Post.objects.get()) == [("second", False), ("first", False), ("third", True)]


def test_material_of_a_youth_is_that_also_when_the_text_that_says_so_comes_late(send):
    send(SECOND)
    assert Post.objects.get().state == State.PUBLISHED
    post = send(note(content="First", youthMaterial=True))

    assert (post.is_youth_material, post.state) == (True, State.LIVE_FLAGGED)


@pytest.mark.parametrize("order", itertools.permutations([FIRST, SECOND, DELETE]))
def test_what_was_deleted_before_it_came_is_kept_and_not_shown(send, order):
    post = send(*order[order.index(DELETE) :])
    if order[0] == DELETE:
        assert post.gone_at is not None and post.state == State.PUBLISHED
        assert not Post.objects.shown().exists()
        assert texts(post) == [(one["object"]["content"], one == SECOND) for one in order[1:]]
        assert send(order[-1]).gone_at is not None  # sent once more


def test_it_is_shown_when_it_was_written_after_the_delete(now):
    source = pulse.source(at=now)

    def receive(**fields):
        receiving.receive_many([Incoming("1", now, **fields)], source=source, origin=Origin.API, at=now)

    receive(is_delete=True)
    receive(external_revision="1", body="First", source_at=now - HOUR)
    assert Post.objects.get().gone_at == GoneBefore.objects.get().at == now
    receive(external_revision="2", body="Second", source_at=now + HOUR)

    assert Post.objects.get().gone_at is None


@pytest.mark.parametrize("is_batch", [True, False])
def test_what_comes_back_as_it_was_is_back(send, is_batch):
    sent = [FIRST, DELETE, FIRST]

    assert send(*([sent] if is_batch else sent)).gone_at is None


def test_an_older_text_sent_again_does_not_bring_it_back(send):
    assert send(FIRST, SECOND, DELETE, FIRST).gone_at is not None


def test_a_delete_in_an_imported_file_is_heeded(cast, now):
    source = sources.make("Old intranet", actor=cast.bram, at=now)
    content = "\n".join(map(json.dumps, [FIRST, DELETE])).encode()
    kept = imports.upload(content, name="a.ndjson", source=source, actor=cast.bram, at=now)
    imports.read_chunk(kept.pk, at=now)

    assert Post.objects.get().gone_at == now


def test_a_removal_is_ordered_of_what_was_deleted_and_another_delete_confirms_it(cast, send, now):
    post = send(FIRST, DELETE)
    why = deciding.Grounds(is_discretion=True, reason="It has no place here.")
    deciding.decide(post, kind=DecisionKind.REMOVE, actor=cast.lucinda, at=now, version=post.version, grounds=why)
    assert Order.objects.get().is_open

    send(DELETE)
    assert not Order.objects.get().is_open


def test_a_batch_asks_as_often_for_fifty_as_for_five(cast, now):
    source = pulse.source(at=now)

    def queries(many, first):
        sent = [
            Incoming(f"p{first + n}", now, "1", author=cast.dana, body=f"{n}", is_delete=n % 5 == 0)
            for n in range(many)
        ]
        with CaptureQueriesContext(connection) as captured:
            receiving.receive_many(sent, source=source, origin=Origin.API, at=now)
        return len(captured)

    assert queries(5, 0) == queries(50, 100)


def test_a_line_says_yes_as_json_does():
    def says(value):
        return import_lines.read(
            import_lines.Line(1, {"body": "a", "youth_material": value}),
            people={},
            at=datetime.datetime.now(datetime.UTC),
        ).is_youth_material

    assert [says(value) for value in (True, 1, "yes", "True")] == [True] * 4
    assert [says(value) for value in (False, 0, "no", None, "")] == [False] * 5
