"""Handing orders over to a real receiver: each arrives, is carried out once, and its secret signs it."""

import datetime
import json
import re
import time

import pytest
from django.core.exceptions import ValidationError

from pulse_moderation.choices import ConfirmedHow, OrderAnswer
from pulse_moderation.models import Order, Webhook
from pulse_moderation.rules.signing import signature_of
from pulse_moderation.services import deciding, order_sending, orders, webhooks
from pulse_moderation.services.order_sending import BACK_OFF, LEASE, LOST, MOST_ATTEMPTS, send_due
from pulse_moderation.states import OrderState
from tests.factories import pulse
from tests.pulse_moderation import pulse_there
from tests.pulse_moderation.never_called import NEVER_CALLED

receiver = pulse_there.reference()
SECOND = datetime.timedelta(seconds=1)
GUIDE = pulse_there.ROOT / "docs" / "guides" / "pulse-orders.md"
DONE = (200, {}, b'{"state": "done"}')


@pytest.fixture
def source(db, now):
    return pulse.source(at=now)


@pytest.fixture
def ordered(cast, source, now):
    """Orders to remove so many posts, where orders go to `url`."""

    def order(url, number=1):
        webhook = pulse.webhook(source, url, by=cast.bram, at=now)
        posts = [pulse.published(pulse.sent(at=now), at=now) for _number in range(number)]
        for post in posts:
            pulse.removed(post, by=cast.lucinda, at=now)
        return webhook, list(Order.objects.order_by("pk"))

    return order


@pytest.fixture
def pulse_at(tmp_path, now):
    """The reference receiver: its address, what it carried out, and the receiver. Its clock is the tests'."""
    carried_out = []

    def carry_out(order):
        carried_out.append(order)
        return receiver.DONE

    one = receiver.Receiver({}, tmp_path / "book.sqlite", carry_out, clock=now.timestamp)
    with pulse_there.running(receiver.serve(one)) as url:
        yield url, carried_out, one
    one.close()


def knows(one, webhook):
    one.secrets[webhook.key_id] = webhook.secret.reveal()


def fresh(order):
    return Order.objects.get(pk=order.pk)


# The reference receiver


def test_an_order_is_carried_out_and_confirmed(pulse_at, ordered, now):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)

    counts = send_due(now)

    order = fresh(order)
    assert counts == {OrderAnswer.DONE: 1}
    assert (order.state, order.confirmed_how) == (OrderState.CONFIRMED, ConfirmedHow.ANSWER)
    assert carried_out == [json.loads(order.body)]
    assert (order.lease_token, order.next_attempt_at) == (None, None)
    assert send_due(now) == {}


def test_a_worker_killed_after_it_sent_sends_again_and_pulse_does_it_once(pulse_at, ordered, now):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)
    taken = order_sending.take(now)
    order_sending.hand_over(taken, now)  # and the worker dies before it writes down what came of it

    assert send_due(now + LEASE - 10 * SECOND) == {}
    assert fresh(order).state == OrderState.ORDERED
    assert send_due(now + LEASE + SECOND) == {OrderAnswer.DONE: 1}

    order = fresh(order)
    assert (order.state, order.attempts, len(carried_out)) == (OrderState.CONFIRMED, 2, 1)
    assert [attempt.answer for attempt in order.tries.all()] == [OrderAnswer.DONE, ""]


def test_a_worker_that_lost_its_lease_has_no_further_say(ordered, now):
    with pulse_there.running(pulse_there.answering((503, {}, b""))) as url:
        _webhook, [order] = ordered(url)
        slow = order_sending.take(now)
        reply = order_sending.hand_over(slow, now)
        order_sending.take(now + LEASE + SECOND)

        assert order_sending.settle(slow, reply, at=now + LEASE + SECOND) == LOST

    assert fresh(order).lease_token is not None


def test_an_older_order_that_comes_late_changes_nothing(cast, pulse_at, ordered, now):
    url, carried_out, one = pulse_at
    webhook, [removal] = ordered(url)
    knows(one, webhook)
    late = order_sending.take(now)
    deciding.undo(removal.decision, actor=cast.lucinda, at=now)
    send_due(now)

    reply = order_sending.hand_over(late, now)

    assert reply.answer == OrderAnswer.DONE
    assert [order["kind"] for order in carried_out] == ["restore"]


def test_with_a_new_secret_it_arrives_once_the_source_knows_it(cast, pulse_at, ordered, now):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)
    made, _secret = webhooks.make_secret(webhook, actor=cast.bram, at=now)

    assert send_due(now) == {OrderAnswer.NOT_TAKEN: 1}
    assert (order.tries.get().status, carried_out) == (401, [])
    knows(one, made)
    assert send_due(now + 2 * BACK_OFF[0]) == {OrderAnswer.DONE: 1}


def test_the_book_outlives_the_receiver(pulse_at, ordered, tmp_path, now):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)
    taken = order_sending.take(now)
    order_sending.hand_over(taken, now)
    again = receiver.Receiver(one.secrets, tmp_path / "book.sqlite", carried_out.append, clock=now.timestamp)

    answer = again.take(signed(webhook, order.body.encode(), now), order.body.encode())

    again.close()
    assert (answer["state"], len(carried_out)) == ("done", 1)


def signed(webhook, body, at, **other):
    timestamp = str(int(at.timestamp()))
    return {
        "X-Pulse-Key": webhook.key_id,
        "X-Pulse-Timestamp": timestamp,
        "X-Pulse-Signature": signature_of(webhook.secret.reveal(), timestamp, body),
    } | other


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Pulse-Key": "unknown"}, 401),
        ({"X-Pulse-Signature": "0" * 64}, 401),
        ({"X-Pulse-Signature": "é"}, 401),
        ({"X-Pulse-Timestamp": "now"}, 401),
        ({"X-Pulse-Timestamp": "1"}, 401),
    ],
)
def test_the_receiver_takes_nothing_that_is_not_signed(pulse_at, ordered, now, headers, status):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)
    body = order.body.encode()

    with pytest.raises(receiver.NotTaken) as refusal:
        one.take(signed(webhook, body, now, **headers), body)

    assert (refusal.value.status, carried_out) == (status, [])


@pytest.mark.parametrize("minutes", [-6, 6])
def test_the_receiver_takes_nothing_that_was_signed_long_ago_or_later(pulse_at, ordered, now, minutes):
    url, carried_out, one = pulse_at
    webhook, [order] = ordered(url)
    knows(one, webhook)
    body = order.body.encode()

    with pytest.raises(receiver.NotTaken):
        one.take(signed(webhook, body, now + datetime.timedelta(minutes=minutes)), body)

    assert carried_out == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 9999, b'{"order": 1}', b'"\\ud800"'])
def test_the_receiver_says_what_is_no_order(pulse_at, ordered, now, body):
    url, carried_out, one = pulse_at
    webhook, _orders = ordered(url)
    knows(one, webhook)

    with pytest.raises(receiver.NotTaken) as refusal:
        one.take(signed(webhook, body, now), body)

    assert (refusal.value.status, carried_out) == (400, [])


# Receivers that misbehave


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_what_is_not_taken_is_sent_again_later(ordered, now, status):
    server = pulse_there.answering((status, {}, b"no"), DONE)
    with pulse_there.running(server) as url:
        _webhook, [order] = ordered(url)

        assert send_due(now) == {OrderAnswer.NOT_TAKEN: 1}
        assert send_due(now + BACK_OFF[0] - 10 * SECOND) == {}
        assert send_due(now + 2 * BACK_OFF[0]) == {OrderAnswer.DONE: 1}

    keys = {headers["Idempotency-Key"] for headers, _body in server.came}
    bodies = {body for _headers, body in server.came}
    assert (keys, bodies) == ({str(order.public_id)}, {order.body.encode()})
    assert len({headers["X-Pulse-Timestamp"] for headers, _body in server.came}) == 2
    assert [attempt.status for attempt in order.tries.all()] == [200, status]


def test_the_waits_grow_to_a_day_and_end(ordered, now):
    with pulse_there.running(pulse_there.answering((500, {}, b""))) as url:
        _webhook, [order] = ordered(url)
        waits = []
        for _attempt in range(MOST_ATTEMPTS):
            at = fresh(order).next_attempt_at
            send_due(at)
            waits.append((fresh(order).next_attempt_at or at) - at)

    assert [round(wait / BACK_OFF[0]) for wait in waits[:7]] == [1, 5, 30, 120, 360, 1440, 1440]
    assert fresh(order).next_attempt_at is None


def test_a_redirect_is_not_followed(ordered, now):
    elsewhere = pulse_there.answering(DONE)
    server = pulse_there.answering((307, {}, b""))
    with pulse_there.running(elsewhere) as other, pulse_there.running(server) as url:
        server.answers[0] = (307, {"Location": other}, b"")
        _webhook, [order] = ordered(url)
        send_due(now)

    attempt = order.tries.get()
    assert (elsewhere.came, attempt.answer, attempt.status) == ([], OrderAnswer.NOT_TAKEN, 307)
    assert fresh(order).state == OrderState.ORDERED


def test_a_source_that_does_not_answer_keeps_the_others_of_its_orders_for_later(ordered, now, monkeypatch):
    monkeypatch.setattr(order_sending, "READ_SECONDS", 0.2)
    server = pulse_there.answering(lambda handler: time.sleep(0.5))
    with pulse_there.running(server) as url:
        _webhook, [first, second] = ordered(url, 2)

        assert send_due(now) == {OrderAnswer.UNREACHED: 1}

    assert (first.tries.get().error, fresh(first).attempts, fresh(second).attempts) == ("no answer in time", 1, 0)


def test_an_answer_that_drips_is_cut_off(ordered, now, monkeypatch):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _byte in range(40):
                handler.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            pass

    monkeypatch.setattr(order_sending, "MOST_SECONDS", 0.3)
    started = time.monotonic()
    with pulse_there.running(pulse_there.answering(drip)) as url:
        _webhook, [order] = ordered(url)
        assert send_due(now) == {OrderAnswer.ACCEPTED: 1}
        assert time.monotonic() - started < 1.5


def test_a_connection_that_breaks_says_nothing_of_the_order(ordered, now):
    def hang_up(handler):
        handler.connection.close()

    with pulse_there.running(pulse_there.answering(hang_up)) as url:
        _webhook, [order] = ordered(url)
        assert send_due(now) == {OrderAnswer.UNREACHED: 1}

    assert (fresh(order).state, order.tries.get().error) == (OrderState.ORDERED, "ConnectionError")


def test_nobody_listens(ordered, now):
    with pulse_there.running(pulse_there.answering(DONE)) as url:
        pass
    _webhook, [order] = ordered(url)

    assert send_due(now) == {OrderAnswer.UNREACHED: 1}
    assert BACK_OFF[0] <= fresh(order).next_attempt_at - now < 2 * BACK_OFF[0]


@pytest.mark.parametrize("body", [b"", b"ok", b"{}", b'{"state": []}', b"[" * 4000, b"\xff\x00", b"x" * 100_000])
def test_what_is_taken_without_a_word_waits_to_be_confirmed(ordered, now, body):
    with pulse_there.running(pulse_there.answering((200, {}, body))) as url:
        _webhook, [order] = ordered(url)

        assert send_due(now) == {OrderAnswer.ACCEPTED: 1}

    order = fresh(order)
    assert (order.state, order.next_attempt_at) == (OrderState.ORDERED, None)
    assert order.accepted_at is not None
    assert orders.watch(order.due_at) == 1


def test_a_source_may_refuse(ordered, now):
    with pulse_there.running(pulse_there.answering((200, {}, b'{"state": "refused"}'))) as url:
        _webhook, [order] = ordered(url)
        send_due(now)

    order = fresh(order)
    assert (order.state, order.next_attempt_at, order.lease_token) == (OrderState.NOT_CONFIRMED, None, None)


def test_nothing_goes_where_orders_are_switched_off(cast, source, ordered, now):
    server = pulse_there.answering(DONE)
    with pulse_there.running(server) as url:
        ordered(url)
        webhooks.set_webhook(source, url=url, is_active=False, actor=cast.bram, at=now)

        assert (send_due(now), server.came) == ({}, [])


@pytest.mark.parametrize("address", NEVER_CALLED)
def test_no_order_goes_where_a_machine_tells_its_secrets(source, ordered, now, address):
    server = pulse_there.answering(DONE)
    with pulse_there.running(server) as url:  # of this very machine: Pulse may well be there
        _webhook, [order] = ordered(url)
        Webhook.objects.update(url=address)

        assert send_due(now) == {OrderAnswer.UNREACHED: 1}
        assert order.tries.get().error in ("the address takes no orders", "the address is not one of a web server")

        Webhook.objects.update(url=url)
        assert send_due(now + 2 * BACK_OFF[0]) == {OrderAnswer.DONE: 1}


@pytest.mark.parametrize("address", NEVER_CALLED[:6])
def test_an_administrator_does_not_send_orders_there(cast, source, now, address):
    with pytest.raises(ValidationError, match="no web server"):
        pulse.webhook(source, address, by=cast.bram, at=now)

    assert pulse.webhook(source, "http://127.0.0.1:8000/orders", by=cast.bram, at=now).is_active


def test_an_order_is_signed_over_its_timestamp_and_body(ordered, now):
    server = pulse_there.answering(DONE)
    with pulse_there.running(server) as url:
        webhook, [order] = ordered(url)
        send_due(now)

    [(headers, body)] = server.came
    assert headers["X-Pulse-Key"] == webhook.key_id
    assert headers["X-Pulse-Timestamp"] == str(int(now.timestamp()))
    assert headers["X-Pulse-Signature"] == receiver.sign(webhook.secret.reveal(), headers["X-Pulse-Timestamp"], body)
    assert "Authorization" not in headers


# The guide


def test_the_example_of_the_guide_is_right():
    text = GUIDE.read_text(encoding="utf-8")
    body = re.search(r"```json\n(.*)\n```", text).group(1)
    secret = re.search(r"secret is `(.*?)`", text).group(1)
    timestamp = re.search(r"timestamp `(\d+)`", text).group(1)
    told = re.search(r"X-Pulse-Signature: (\w{64})", text).group(1)

    assert signature_of(secret, timestamp, body.encode()) == told
    assert receiver.sign(secret, timestamp, body.encode()) == told
    assert json.dumps(json.loads(body), sort_keys=True) == body
