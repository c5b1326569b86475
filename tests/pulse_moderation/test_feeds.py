"""Feeds are read when they are due; one that is broken is said so, and rests longer each time."""

from datetime import timedelta

import pytest

from pulse_moderation.choices import Origin
from pulse_moderation.models import Post
from pulse_moderation.services import feeds, sources
from pulse_moderation.services.feeds import Broken
from tests.pulse_moderation import feed_server
from tests.pulse_moderation.never_called import NEVER_CALLED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B.1")]
QUARTER = timedelta(minutes=15)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:news</id><updated>2026-11-16T10:00:00Z</updated>
<entry><id>urn:1</id><title>Snow &amp;amp; ice</title><updated>{updated}</updated>
<published>2026-11-16T09:00:00Z</published><author><name>{author}</name></author>
<content type="html">&lt;p&gt;{text}&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry></feed>"""
RSS = """<rss version="2.0"><channel><title>News</title><link>http://i.example/</link><description>d</description>
<item><guid>7</guid><title>&lt;b&gt;Bold&lt;/b&gt;</title><description>Words</description>
<enclosure url="javascript:alert(1)" type="image/png" length="1"/></item>
<item><guid>8</guid><title>Fine</title><description>Words</description>
<pubDate>Mon, 16 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def intranet():
    with feed_server.serving() as found:
        yield found


@pytest.fixture
def feed(cast, intranet, now):
    source = sources.make("News", actor=cast.bram, at=now)
    return feeds.keep(source, url=intranet.url, every_minutes=15, is_active=True, actor=cast.bram, at=now)


def _atom(text="The road is closed.", updated="2026-11-16T10:00:00Z", author="Dana Okafor-Lane"):
    return ATOM.format(text=text, updated=updated, author=author).encode()


def test_what_is_new_comes_once_and_an_edit_is_a_revision(feed, intranet, now):
    intranet.content = _atom()
    assert feeds.poll_due(now) == 1
    assert feeds.poll_due(now) == 0  # not due
    assert feeds.poll_due(now + QUARTER) == 0  # known
    intranet.content = _atom("The road is open.", "2026-11-16T12:00:00Z")
    assert feeds.poll_due(now + 2 * QUARTER) == 1

    post = Post.objects.get()
    assert (post.origin, post.current.title, post.author_name) == (Origin.FEED, "Snow & ice", "Dana Okafor-Lane")
    assert list(post.revisions.values_list("body", flat=True)) == ["The road is closed.", "The road is open."]


def test_a_writer_is_known_by_user_name(cast, feed, intranet, now):
    intranet.content = _atom(author="dana")
    feeds.poll_due(now)

    assert Post.objects.get().author == cast.dana


def test_what_has_not_changed_is_not_sent_again(feed, intranet, now):
    intranet.content, intranet.headers = _atom(), {"ETag": '"one"'}
    feeds.poll_due(now)
    feeds.poll_due(now + QUARTER)

    feed.refresh_from_db()
    assert (feed.etag, feed.failures, len(intranet.asked)) == ('"one"', 0, 2)
    assert intranet.asked[1]["If-None-Match"] == '"one"'


def test_an_entry_that_cannot_be_taken_keeps_no_other_from_being_taken(feed, intranet, now):
    intranet.content = RSS.encode()
    assert feeds.poll_due(now) == 1

    feed.refresh_from_db()
    assert Post.objects.get().external_id == "8"
    assert "1 entries could not be taken" in feed.last_error and feed.failures == 0


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b""), (404, b"<html>"), (200, b""), (200, b"<html><p>no feed</p></html>"), (200, b"\x00\xff" * 500),
        (200, b"x" * (feeds.MOST_BYTES + 1)),
    ],
    ids=["fails", "missing", "empty", "page", "bytes", "huge"],
)  # fmt: skip
def test_a_broken_feed_is_said_so_and_rests_longer_each_time(feed, intranet, now, status, content):
    intranet.status, intranet.content = status, content
    at = now
    for times in (1, 2, 3):
        assert feeds.poll_due(at) == 0
        feed.refresh_from_db()
        assert (feed.failures, feed.next_poll_at - at) == (times, QUARTER * 2**times)
        at = feed.next_poll_at
    assert feed.last_error

    intranet.status, intranet.content = 200, _atom()
    assert feeds.poll_due(at) == 1
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error, feed.next_poll_at - at) == (0, "", QUARTER)


def test_a_feed_cut_in_the_middle_gives_what_can_be_read(feed, intranet, now):
    intranet.content = RSS.encode().replace(b"javascript:alert(1)", b"https://i.example/p.png")[:-30]
    feeds.poll_due(now)

    feed.refresh_from_db()
    assert Post.objects.count() == 2 and "damaged" in feed.last_error


def test_entities_of_other_files_are_not_opened(feed, intranet, now):
    intranet.content = (
        b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title>'
        b"<item><guid>1</guid><title>a &f; b</title></item></channel></rss>"
    )
    feeds.poll_due(now)

    assert not any("root:" in post.current.text for post in Post.objects.select_related("current"))


@pytest.mark.parametrize("leads", ["file:///etc/passwd", "ftp://i.example/", "/feed", *NEVER_CALLED])
def test_it_is_led_nowhere_but_to_the_web(feed, intranet, now, leads):
    intranet.status, intranet.headers = 302, {"Location": leads}

    with pytest.raises(Broken):
        feeds.fetch(feed)


@pytest.mark.parametrize("address", NEVER_CALLED)
def test_no_feed_is_read_where_a_machine_tells_its_secrets(feed, intranet, now, address):
    intranet.content = _atom()
    feed.url = address
    assert feeds.poll(feed, at=now) == 0
    assert "not one of a web server" in feed.last_error

    feed.url = intranet.url  # of this very machine: an intranet may well be there
    assert feeds.poll(feed, at=now) == 1
    assert feed.last_error == ""


def test_who_is_not_there_is_said_so(feed, intranet, now):
    feed.url = "http://127.0.0.1:9/feed"
    feeds.poll(feed, at=now)

    assert feed.failures == 1 and "reached" in feed.last_error


def test_feeds_of_a_source_that_is_stopped_rest(cast, feed, intranet, now):
    sources.change(feed.source, name="News", is_active=False, actor=cast.bram, at=now)
    intranet.content = _atom()

    assert feeds.poll_due(now) == 0
    assert intranet.asked == []
