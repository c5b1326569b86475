"""The pages of Pulse that everybody has: the notice on each, who reads what, and what they ask the database."""

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from policy.services import current_wording
from pulse_moderation.models import Post
from pulse_moderation.services.composing import NOTICE
from tests.factories import pulse
from tests.pulse_moderation.people import ready
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
EVERYBODYS = ("pulse_home", "pulse_compose", "pulse_own", "flag_elsewhere", "flag_list")


def shown(author, body, **fields):
    return pulse.published(pulse.written(author, body, at=clock(), **fields), at=clock())


@pytest.mark.clause("B.1.a/1")
@pytest.mark.clause("B.1.g/1")
def test_the_notice_stands_on_every_page(cast, as_user):
    post = shown(ready(cast.dana, at=clock()), "Potluck.")
    words = current_wording(NOTICE, at=clock()).text
    pages = [reverse(name) for name in EVERYBODYS]
    pages += [reverse(name, args=[post.public_id]) for name in ("pulse_post", "pulse_revise")]

    for page in pages:
        assert words in as_user(cast.dana).get(page).content.decode(), page


@pytest.mark.clause("B.1.a/2")
def test_what_is_shown_is_read_by_all_and_a_private_message_by_two(cast, as_user):
    public = shown(cast.dana, "Potluck on Thursday.")
    private = shown(cast.dana, "Just between us.", kind="message", recipients=[cast.mateo])

    for person in (cast.mateo, cast.juniper, cast.lucinda, cast.ines):
        page = as_user(person).get("/pulse/").content.decode()
        assert "Potluck on Thursday." in page and "Just between us." not in page
        assert as_user(person).get(reverse("pulse_post", args=[public.public_id])).status_code == 200
    assert set(Post.objects.to_read(cast.mateo)) == {public, private}
    assert set(Post.objects.to_read(cast.juniper)) == {public}
    # Whoever moderates reads it too, on the desk, where each reading is noted.
    assert private in Post.objects.visible_to(cast.lucinda)


def test_ones_own_worksite_can_be_read_alone(cast, as_user):
    shown(cast.dana, "At Harborview.")
    shown(cast.juniper, "At Cranberry Point.")

    page = as_user(cast.mateo).get("/pulse/?show=worksite").content.decode()

    assert "At Harborview." in page and "At Cranberry Point." not in page


def test_markup_in_a_post_is_text(cast, as_user):
    post = shown(cast.dana, "<script>alert(1)</script> <b>bold</b>", title="<img src=x onerror=alert(1)>")

    for page in ("/pulse/", reverse("pulse_post", args=[post.public_id])):
        html = as_user(cast.mateo).get(page).content.decode()
        assert "&lt;script&gt;" in html and "<script>alert" not in html and "<img src=x" not in html


def test_strange_parameters_give_the_first_page(cast, as_user):
    for query in ("?show=x&cursor=%00", "?cursor=abc", "?show=%00", "?show=messages&cursor=%F0"):
        assert as_user(cast.dana).get(f"/pulse/{query}").status_code == 200


@pytest.mark.parametrize("address", ["/pulse/", "/pulse/?show=messages", "/pulse/mine/"])
def test_a_list_asks_as_much_for_thirty_as_for_one(cast, as_user, address):
    ready(cast.dana, at=clock())
    fields = {"kind": "message", "recipients": [cast.mateo]} if "messages" in address else {}
    shown(cast.dana, "First.", **fields)
    client = as_user(cast.dana)
    few = len(queries_of(client, address))
    for number in range(29):
        shown(cast.dana, f"Another, {number}.", **fields)

    assert len(queries_of(client, address)) == few


def test_the_next_page_begins_where_the_first_one_ends(cast, as_user):
    for number in range(30):
        shown(cast.dana, f"Number {number:02}.")
    client = as_user(cast.mateo)

    first = client.get("/pulse/")
    second = client.get("/pulse/", {"cursor": first.context["page"].older})

    seen = [post.current.body for answer in (first, second) for post in answer.context["page"].rows]
    assert len(seen) == len(set(seen)) == 30


def test_a_moderator_finds_the_way_to_the_desk_and_others_do_not(cast, as_user):
    post = shown(cast.dana, "Potluck.")
    page = reverse("pulse_post", args=[post.public_id])

    assert "desk" in as_user(cast.lucinda).get(page).content.decode()
    assert "desk" not in as_user(cast.mateo).get(page).content.decode()


def test_reading_changes_nothing(cast, as_user):
    post = shown(ready(cast.dana, at=clock()), "Potluck.")
    before = post.version

    for page in ("/pulse/", "/pulse/new/", "/pulse/mine/", reverse("pulse_post", args=[post.public_id])):
        as_user(cast.dana).get(page)
        as_user(cast.dana).head(page)

    post.refresh_from_db()
    assert (post.version, Post.objects.count()) == (before, 1)
