"""The pages of orders: what is not confirmed, what became of one, and where orders go."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from policy.calendar import local_day
from pulse_moderation.choices import ConfirmedHow
from pulse_moderation.models import Order, Webhook
from pulse_moderation.services import order_sending, orders
from pulse_moderation.states import OrderState
from pulse_moderation.views.orders import order_about
from tests.factories import pulse
from tests.hostile import ENDLESS, NUL, RIGHT_TO_LEFT
from tests.pulse_moderation import pulse_there
from tests.queries import queries_of

HOURS = datetime.timedelta(hours=5)


@pytest.fixture
def at():
    return clock()


@pytest.fixture
def source(db, at):
    return pulse.source(at=at)


@pytest.fixture
def order(cast, source, at):
    pulse.webhook(source, by=cast.bram, at=at)
    return ordered(cast, at)


def ordered(cast, at):
    post = pulse.published(pulse.sent(at=at, author_name="Sam Quill"), at=at)
    return pulse.removed(post, by=cast.lucinda, at=at).orders.get()


def page(client, name, *ids):
    return client.get(reverse(name, args=ids))


def executed(order, **changed):
    return {"version": order.version, "executed_on": local_day(clock()), "executed_by": "The web team"} | changed


def test_the_list_begins_with_what_is_not_confirmed(cast, as_user, order, at):
    moderator = as_user(cast.lucinda)
    assert "Every order is confirmed, or still in time." in page(moderator, "order_list").content.decode()

    orders.watch(at + HOURS)

    text = page(moderator, "order_list").content.decode()
    assert "Sam Quill" in text
    assert order.get_absolute_url() in text


@pytest.mark.parametrize("show", OrderState.values)
def test_each_state_has_its_list(cast, as_user, order, show):
    text = as_user(cast.lucinda).get(reverse("order_list"), {"show": show}).content.decode()

    assert (order.get_absolute_url() in text) == (show == OrderState.ORDERED)


@pytest.mark.parametrize("name", ["order_list", "order_detail", "order_confirm"])
def test_for_staff_there_are_no_orders(cast, as_user, order, name):
    ids = [] if name == "order_list" else [order.public_id]

    for person in (cast.dana, cast.priya, cast.ines):
        assert page(as_user(person), name, *ids).status_code == 404


def test_the_page_of_an_order_shows_each_attempt(cast, as_user, order, at):
    with pulse_there.running(pulse_there.answering((503, {}, b""))) as url:
        pulse.webhook(order.source, url, by=cast.bram, at=at)
        order_sending.send_due(at)

    text = page(as_user(cast.lucinda), "order_detail", order.public_id).content.decode()

    assert "Not taken" in text
    assert "HTTP 503" in text
    assert "It is sent until the source takes it." in text


def test_the_pages_tell_no_secret(cast, as_user, order):
    secret = Webhook.objects.get().secret.reveal()
    client = as_user(cast.bram)

    for name, public_id in [("order_detail", order.public_id), ("webhook_edit", order.source.public_id)]:
        assert secret not in page(client, name, public_id).content.decode()
    assert secret not in page(client, "order_list").content.decode()


def test_an_administrator_confirms_by_hand(cast, as_user, order):
    response = as_user(cast.bram).post(reverse("order_confirm", args=[order.public_id]), executed(order))

    order.refresh_from_db()
    assert response.status_code == 302
    assert (order.state, order.confirmed_how) == (OrderState.CONFIRMED, ConfirmedHow.HAND)
    text = page(as_user(cast.lucinda), "order_detail", order.public_id).content.decode()
    assert "The web team" in text


def test_to_a_moderator_confirming_does_not_exist(cast, as_user, order):
    response = as_user(cast.lucinda).post(reverse("order_confirm", args=[order.public_id]), executed(order))

    assert response.status_code == 404
    order.refresh_from_db()
    assert order.state == OrderState.ORDERED


def test_whoever_confirms_second_reads_what_happened(cast, as_user, order):
    seen = executed(order)
    orders.watch(order.due_at)

    response = as_user(cast.bram).post(reverse("order_confirm", args=[order.public_id]), seen)

    assert response.status_code == 409


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_did_it_before_it_was_ordered_or_tomorrow(cast, as_user, order, days):
    day = local_day(clock()) + datetime.timedelta(days=days)

    response = as_user(cast.bram).post(
        reverse("order_confirm", args=[order.public_id]), executed(order, executed_on=day)
    )

    assert response.status_code == 400
    assert "Enter a day from the order until today." in response.content.decode()


@pytest.mark.parametrize("text", [NUL, RIGHT_TO_LEFT, ENDLESS, " \t "])
def test_hostile_words_are_an_error_at_the_field(cast, as_user, order, text):
    client = as_user(cast.bram)

    response = client.post(reverse("order_confirm", args=[order.public_id]), executed(order, executed_by=text))
    place = client.post(reverse("webhook_edit", args=[order.source.public_id]), {"url": text, "is_active": "on"})

    assert (response.status_code, place.status_code) == (400, 400)


def test_markup_is_shown_as_text(cast, as_user, order):
    as_user(cast.bram).post(
        reverse("order_confirm", args=[order.public_id]), executed(order, executed_by="<b id=x>Web</b>")
    )

    text = page(as_user(cast.bram), "order_detail", order.public_id).content.decode()
    assert "&lt;b id=x&gt;Web&lt;/b&gt;" in text


def test_a_moderator_orders_again(cast, as_user, order):
    client, address = as_user(cast.lucinda), reverse("order_again", args=[order.public_id])

    response = client.post(address)

    assert response.url == order.again.get_absolute_url()
    assert client.post(address).status_code == 409
    assert client.get(address).status_code == 405
    assert Order.objects.count() == 2


def test_a_page_says_the_secret_once(cast, as_user, source):
    client, address = as_user(cast.bram), reverse("webhook_edit", args=[source.public_id])

    response = client.post(address, {"url": "https://pulse.example/orders", "is_active": "on"})

    webhook = Webhook.objects.get()
    assert response.status_code == 201
    assert webhook.secret.reveal() in response.content.decode()
    again = client.post(address, {"url": "https://pulse.example/orders"})
    assert again.status_code == 302
    webhook.refresh_from_db()
    assert not webhook.is_active


def test_a_new_secret_is_shown_once(cast, as_user, order):
    before = Webhook.objects.get().secret.reveal()
    address = reverse("webhook_secret", args=[order.source.public_id])

    response = as_user(cast.bram).post(address)

    made = Webhook.objects.get().secret.reveal()
    assert (response.status_code, made != before) == (201, True)
    assert made in response.content.decode()
    assert as_user(cast.lucinda).post(address).status_code == 404
    assert as_user(cast.bram).post(reverse("webhook_secret", args=[uuid.uuid4()])).status_code == 404


def test_the_post_says_what_became_of_the_order(cast, order, at):
    orders.watch(at + HOURS)

    shown = order_about(order.post, cast.lucinda)

    assert (shown["state"], shown["url"]) == ("Not confirmed", order.get_absolute_url())
    assert order_about(order.post, cast.ines)["url"] == ""
    assert order_about(pulse.sent(at=at), cast.lucinda) is None


def test_a_longer_list_asks_no_more(cast, as_user, order, at):
    orders.watch(at + HOURS)
    client = as_user(cast.bram)
    few = len(queries_of(client, reverse("order_list")))
    for _number in range(5):
        ordered(cast, at)
    orders.watch(at + HOURS)

    assert len(queries_of(client, reverse("order_list"))) == few


def test_many_orders_come_in_pages(cast, as_user, order, at):
    for _number in range(25):
        ordered(cast, at)
    orders.watch(at + HOURS)
    client = as_user(cast.bram)

    first = client.get(reverse("order_list")).context["page"]
    second = client.get(reverse("order_list"), {"cursor": first.older}).context["page"]

    assert (len(first.rows), len(second.rows)) == (25, 1)
