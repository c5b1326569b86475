"""Pages of sources: for administrators alone; a secret is shown once."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from pulse_moderation.models import Feed, Source, SourceKey
from pulse_moderation.services import feeds, sources
from tests.pulse_moderation import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def bram(cast, as_user):
    return as_user(cast.bram)


@pytest.fixture
def source(cast):
    return sources.make("Pulse", actor=cast.bram, at=timezone.now())


def test_a_source_is_added_once(bram):
    assert bram.post(reverse("source_list"), {"name": "Pulse"}).status_code == 302
    again = bram.post(reverse("source_list"), {"name": "Pulse"})

    assert again.status_code == 400 and "There is a source of this name" in again.content.decode()
    assert Source.objects.count() == 1
    assert AuditEvent.objects.filter(action="pulse_source.made").count() == 1


@pytest.mark.parametrize("name", ["", "\x00", "\u202eesluP", "x" * 81])
def test_a_name_that_cannot_be_read_is_refused_at_the_field(bram, name):
    assert bram.post(reverse("source_list"), {"name": name}).status_code == 400
    assert not Source.objects.exists()


def test_a_secret_is_shown_once_and_opens_what_it_should(bram, source):
    made = bram.post(reverse("source_key_new", args=[source.public_id]), {"ends": "7"})
    secret = re.search(r'id="secret">([^<]+)<', made.content.decode())[1]

    key = SourceKey.objects.get()
    assert made.status_code == 201
    assert key.secret.reveal() == secret
    assert secret not in bram.get(source.get_absolute_url()).content.decode()
    assert calls.call(key, secret, calls.note()).status_code == 202


def test_a_key_is_ended_from_its_page(cast, bram, source):
    key, secret = sources.make_key(source, overlap=calls.WEEK, actor=cast.bram, at=timezone.now())

    assert bram.post(reverse("source_key_end", args=[key.public_id])).status_code == 302
    assert calls.call(key, secret, calls.note()).status_code == 401
    assert "Ended" in bram.get(source.get_absolute_url()).content.decode()


def test_a_source_is_stopped_and_goes_on(bram, source):
    address = reverse("source_edit", args=[source.public_id])

    bram.post(address, {"name": "Pulse"})
    assert not Source.objects.get().is_active
    bram.post(address, {"name": "Pulse two", "is_active": "on"})

    source.refresh_from_db()
    assert (source.name, source.is_active) == ("Pulse two", True)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "https://[::1", "\x00"])
def test_a_feed_is_of_the_web(bram, source, url):
    answer = bram.post(reverse("source_feed_new", args=[source.public_id]), {"url": url, "every_minutes": "15"})

    assert answer.status_code == 400
    assert not Feed.objects.exists()


def test_a_feed_is_added_changed_and_its_fault_shown(cast, bram, source):
    add = reverse("source_feed_new", args=[source.public_id])
    sent = {"url": "http://127.0.0.1:9/feed", "every_minutes": "30", "is_active": "on"}
    assert bram.post(add, sent).status_code == 302
    assert bram.post(add, sent).status_code == 400
    feed = Feed.objects.get()
    feeds.poll(feed, at=timezone.now())

    page = bram.get(source.get_absolute_url()).content.decode()
    assert "Failed 1 time" in page and "could not be reached" in page
    bram.post(reverse("source_feed_edit", args=[feed.public_id]), {"url": feed.url, "every_minutes": "60"})
    feed.refresh_from_db()
    assert (feed.every_minutes, feed.is_active, feed.failures) == (60, False, 0)


def test_a_delivery_says_what_was_rejected_and_nothing_of_it_is_markup(cast, bram):
    source, key, secret = calls.source(cast.bram)
    calls.call(key, secret, [calls.note(), "<script>alert(1)</script>", calls.note(2, url=1, content="<i>x</i>")])
    delivery = source.deliveries.get()

    page = bram.get(delivery.get_absolute_url()).content.decode()

    assert "Entry 1" in page and "<script>alert" not in page
    assert delivery.get_absolute_url() in bram.get(source.get_absolute_url()).content.decode()


def test_pages_ask_the_same_whatever_the_number(cast, bram, source, django_assert_max_num_queries):
    addresses = [source.get_absolute_url(), reverse("source_list"), reverse("import_list")]
    for number in range(12):
        sources.make_key(source, overlap=calls.WEEK, actor=cast.bram, at=timezone.now())
        sources.make(f"Source {number}", actor=cast.bram, at=timezone.now())
    for address in addresses:
        with django_assert_max_num_queries(16):
            assert bram.get(address).status_code == 200


@pytest.mark.parametrize("who", ["dana", "lucinda", "priya", "ines"])
def test_to_others_these_pages_do_not_exist(cast, as_user, source, who):
    client = as_user(getattr(cast, who))

    for address in [reverse("source_list"), reverse("import_list"), source.get_absolute_url()]:
        assert client.get(address).status_code == 404
    assert client.post(reverse("source_key_new", args=[source.public_id]), {"ends": "7"}).status_code == 404
    assert not SourceKey.objects.exists()
