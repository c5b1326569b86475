"""The queue: what waits by priority, narrowed, searched and kept, by as many queries for thirty as for one."""

import datetime

import pytest
from django.urls import reverse

from pulse_moderation.choices import Kind
from pulse_moderation.models import Item, QueueView
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import items, leases
from tests.factories import pulse
from tests.pulse_moderation.desk import waiting
from tests.queries import MOST, queries_of

pytestmark = pytest.mark.django_db
QUEUE = "/pulse/queue/"


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


def listed(client):
    page = client.get(QUEUE)
    assert page.status_code == 200
    return page.content.decode()


def narrowed_to(client, **asked):
    assert client.post(QUEUE, asked).status_code == 302
    return listed(client)


def test_only_those_who_moderate_have_it(cast, as_user):
    for person in (cast.lucinda, cast.bram):
        assert as_user(person).get(QUEUE).status_code == 200
    for person in (cast.dana, cast.priya, cast.ines, cast.adaeze):
        assert as_user(person).get(QUEUE).status_code == 404
        assert QUEUE not in as_user(person).get(reverse("help")).content.decode()


def test_the_most_urgent_stands_first_with_every_addend(cast, now, moderator):
    waiting(cast.dana, at=now, body="A plain hold, damn it.")
    urgent = waiting(cast.mateo, at=now, body="Much worse, damn it.", severity=Severity.CRITICAL)

    page = listed(moderator)

    assert page.index(str(urgent.public_id)) < page.index("A plain hold")
    assert "<b>100</b>" in page and "100 critical" in page


def test_one_s_own_posts_never_wait_for_oneself(cast, now, moderator, as_user):
    own = waiting(cast.lucinda, at=now)

    assert str(own.public_id) not in listed(moderator)
    assert str(own.public_id) in listed(as_user(cast.bram))


def test_slurs_numbers_and_names_are_not_in_a_row(cast, now, moderator):
    waiting(cast.dana, at=now, body="So damn tired of it.")
    waiting(cast.dana, at=now, body="Koa Benningfield has a court date.", word="Koa Benningfield", code="S-YOUTH")
    waiting(cast.dana, at=now, body="Call 617-555-0101 tonight.", word="617-555-0101", code="S-PII-OTHER")

    page = listed(moderator)

    assert "[hidden] tired of it" in page and "[name] has a court date" in page
    for word in ("damn", "Benningfield", "0101"):
        assert word not in page


def test_nothing_of_a_private_message_is_in_a_row_or_found_by_its_words(cast, now, moderator):
    message = waiting(cast.dana, at=now, body="Zebra crossing, damn.", kind=Kind.MESSAGE, recipients=[cast.mateo])

    page = listed(moderator)

    assert str(message.public_id) in page and "Zebra" not in page
    assert str(message.public_id) not in narrowed_to(moderator, find="Zebra")


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({"severity": "critical"}, True),
        ({"severity": "hold"}, False),
        ({"clause": "B.1.i.i"}, True),
        ({"clause": "B.1.h"}, False),
        ({"rule": "S-PROF"}, True),
        ({"kind": "post"}, True),
        ({"kind": "comment"}, False),
        ({"state": "held"}, True),
        ({"state": "live_flagged"}, False),
        ({"find": "harbor"}, True),
        ({"find": "okafor"}, True),
        ({"find": "nowhere"}, False),
        ({"mine": "on"}, False),
        ({"escalated": "on"}, False),
        ({"overdue": "on"}, False),
    ],
)
def test_it_is_narrowed(cast, now, moderator, asked, is_there):
    post = waiting(cast.dana, at=now + datetime.timedelta(days=3650), severity=Severity.CRITICAL)

    assert (str(post.public_id) in narrowed_to(moderator, **asked)) is is_there
    assert str(post.public_id) in narrowed_to(moderator, clear="1")


def test_it_is_narrowed_to_a_worksite_and_to_a_source(cast, now, moderator):
    here = waiting(cast.dana, at=now)
    sent = pulse.held(pulse.sent(at=now), at=now)

    page = narrowed_to(moderator, worksite=cast.dana.worksite.pk)
    assert str(here.public_id) in page and str(sent.public_id) not in page
    page = narrowed_to(moderator, source=str(sent.source.public_id))
    assert str(sent.public_id) in page and str(here.public_id) not in page


@pytest.mark.parametrize("typed", ["\0", "x" * 5000, "\u202e", "<script>alert(1)</script>"])
def test_whatever_is_typed_gives_a_page(cast, now, moderator, typed):
    waiting(cast.dana, at=now)

    assert moderator.post(QUEUE, {"find": typed, "worksite": typed, "clause": typed}).status_code == 400
    assert moderator.get(QUEUE, {"cursor": typed, "view": typed, "show": typed}).status_code == 302


def test_who_is_on_it_is_named_and_mine_is_mine(cast, now, moderator, as_user):
    post = waiting(cast.dana, at=now)
    leases.take(post.items.get(), actor=cast.lucinda, at=datetime.datetime.now(datetime.UTC))

    assert "Lucinda Achebe-Ross is on this" in listed(as_user(cast.bram))
    assert "You are on this" in narrowed_to(moderator, mine="on")


def test_a_view_is_kept_shared_and_let_go(cast, now, moderator, as_user):
    post = waiting(cast.dana, at=now)
    other = as_user(cast.bram)
    narrowed_to(moderator, clause="B.1.h")

    assert moderator.post(reverse("queue_view_keep"), {"name": "Youth", "is_shared": "on"}).status_code == 302
    view = QueueView.objects.get()
    assert str(post.public_id) not in other.get(f"{QUEUE}?view={view.public_id}", follow=True).content.decode()

    assert other.post(reverse("queue_view_drop", args=[view.public_id])).status_code == 404
    assert moderator.post(reverse("queue_view_drop", args=[view.public_id])).status_code == 302
    assert not QueueView.objects.exists()


def test_a_view_of_everything_or_with_words_for_all_is_refused(cast, now, moderator):
    narrowed_to(moderator, clear="1")
    assert moderator.post(reverse("queue_view_keep"), {"name": "All"}).status_code == 400
    narrowed_to(moderator, find="Okafor")
    assert moderator.post(reverse("queue_view_keep"), {"name": "Her", "is_shared": "on"}).status_code == 400
    assert moderator.post(reverse("queue_view_keep"), {"name": "Her"}).status_code == 302


def test_a_page_has_twenty_five_and_leads_on(cast, now, moderator):
    for number in range(27):
        waiting(cast.dana, at=now, body=f"Post {number:02} damn", word="")

    first = listed(moderator)
    cursor = first.split("cursor=")[1].split('"')[0]
    second = moderator.get(f"{QUEUE}?cursor={cursor}").content.decode()

    assert first.count("data-row>") == 25 and second.count("data-row>") == 2


def test_opening_the_first_takes_it_and_skips_what_others_work_on(cast, now, moderator, as_user):
    first, second = waiting(cast.dana, at=now, severity=Severity.CRITICAL), waiting(cast.mateo, at=now)

    assert as_user(cast.bram).post(reverse("queue_next")).url == first.get_absolute_url()
    assert moderator.post(reverse("queue_next")).url == second.get_absolute_url()
    assert second.items.get().leased_by == cast.lucinda
    assert as_user(cast.bram).post(reverse("queue_next")).url == first.get_absolute_url()


def test_thirty_posts_ask_no_more_than_one(cast, now, moderator):
    waiting(cast.dana, at=now)
    one = queries_of(moderator, QUEUE)
    for _number in range(29):
        waiting(cast.mateo, at=now)

    assert len(queries_of(moderator, QUEUE)) == len(one) <= MOST


def test_looking_changes_nothing(cast, now, moderator):
    post = waiting(cast.dana, at=now)
    before = Item.objects.values().get()

    moderator.get(QUEUE)
    moderator.get(post.get_absolute_url())

    assert Item.objects.values().get() == before


def test_what_is_overdue_is_said_so(cast, now, moderator):
    post = waiting(cast.dana, at=now - datetime.timedelta(days=3650))
    items.note_overdue(now)

    assert "overdue since" in narrowed_to(moderator, overdue="on")
    assert str(post.public_id) in listed(moderator)
