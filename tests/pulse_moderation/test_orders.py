"""What a source is told to do: ordered with the decision, confirmed or missed, and told to people (domain 7.6)."""

import datetime
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.services import events_about
from notifications.models import Notice
from pulse_moderation.choices import ConfirmedHow, DecisionKind, OrderKind, Origin, Privilege
from pulse_moderation.models import Order, PrivilegeAction, Webhook
from pulse_moderation.rules.orders import is_place
from pulse_moderation.services import deciding, orders, receiving, webhooks
from pulse_moderation.services.receiving import Incoming
from pulse_moderation.states import OrderState
from sealing.fields import DOTS
from tests.factories import pulse
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
WHY = deciding.Grounds(is_discretion=True, reason="It has no place here.")


@pytest.fixture
def webhook(cast, now):
    return pulse.webhook(pulse.source(at=now), by=cast.bram, at=now)


@pytest.fixture
def post(cast, now):
    return pulse.published(pulse.sent(at=now), at=now)


@pytest.fixture
def order(cast, webhook, post, now):
    return pulse.removed(post, by=cast.lucinda, at=now).orders.get()


def acted(cast, person, kind, at, **fields):
    return PrivilegeAction.objects.create(employee=person, kind=kind, reason="Spam.", by=cast.lucinda, at=at, **fields)


def by_hand(order, actor, at):
    return orders.confirm(
        order, how=ConfirmedHow.HAND, actor=actor, at=at, executed_on=at.date(), executed_by="The web team"
    )


# Ordering


@pytest.mark.clause("B.1.a")
def test_a_removal_of_what_lives_on_pulse_is_ordered_of_pulse(cast, webhook, post, now):
    post = pulse.removed(post, by=cast.lucinda, at=now)

    order = post.orders.get()
    assert (order.kind, order.state, order.source) == (OrderKind.REMOVE, OrderState.ORDERED, post.source)
    assert (order.decision, order.next_attempt_at, order.due_at) == (post.decisions.get(), now, now + 4 * HOUR)


def test_the_same_decision_orders_once(order, post, now):
    assert orders.order_removal(post, order.decision, at=now) == order
    assert Order.objects.count() == 1


def test_what_was_written_here_needs_no_order(cast, webhook, now):
    post = pulse.written(cast.dana, at=now)

    assert orders.order_removal(post, None, at=now) is None
    assert not Order.objects.exists()


def test_an_order_names_no_text_no_moderator_and_no_clause(cast, order):
    body = json.loads(order.body)

    assert set(body) == {"order", "kind", "sequence", "ordered_at", "post"}
    assert body["order"] == str(order.public_id)
    assert body["post"] == {"id": order.post.external_id, "revision": ""}
    assert "Potluck" in order.post.current.body
    assert not any(word in order.body for word in ("Potluck", "Lucinda", "lucinda", "place here", "B.1"))


def test_an_undo_orders_the_post_back_in_place_of_the_removal(cast, order, post, now):
    deciding.undo(order.decision, actor=cast.lucinda, at=now)

    order.refresh_from_db()
    back = Order.objects.exclude(pk=order.pk).get()
    assert (back.kind, back.sequence, back.state) == (OrderKind.RESTORE, 2, OrderState.ORDERED)
    assert (order.state, order.next_attempt_at) == (OrderState.OVERTAKEN, None)


def test_a_restoration_is_ordered(cast, order, post, now):
    orders.confirm(order, how=ConfirmedHow.ANSWER, at=now)
    post.refresh_from_db()

    deciding.decide(post, kind=DecisionKind.RESTORE, actor=cast.bram, at=now, version=post.version, grounds=WHY)

    assert [one.kind for one in post.orders.all()] == [OrderKind.RESTORE, OrderKind.REMOVE]
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


def test_what_pulse_deleted_itself_is_ordered_away_all_the_same(cast, webhook, post, now):
    gone = Incoming(post.external_id, now, is_delete=True)
    receiving.receive_many([gone], source=post.source, origin=Origin.API, at=now)
    post.refresh_from_db()

    pulse.removed(post, by=cast.lucinda, at=now)

    assert (
        Order.objects.get().kind == OrderKind.REMOVE
    )  # it may have come back there: the source answers that it is done


def test_a_delete_by_pulse_confirms_the_removal(order, post, now):
    gone = Incoming(post.external_id, now, is_delete=True)

    receiving.receive_many([gone], source=post.source, origin=Origin.API, at=now)

    order.refresh_from_db()
    assert (order.state, order.confirmed_how) == (OrderState.CONFIRMED, ConfirmedHow.GONE)


def test_what_comes_back_by_an_edit_is_ordered_away_again(order, post, now):
    orders.confirm(order, how=ConfirmedHow.ANSWER, at=now)
    edit = Incoming(post.external_id, now, external_revision="2", body="Here again.")

    receiving.receive_many([edit], source=post.source, origin=Origin.API, at=now + HOUR)

    again = order.again
    assert (again.kind, again.state, again.sequence) == (OrderKind.REMOVE, OrderState.ORDERED, 2)


def test_without_an_address_people_are_told_at_once(cast, post, now):
    order = pulse.removed(post, by=cast.lucinda, at=now).orders.get()

    assert order.next_attempt_at is None
    assert orders.watch(now) == 1
    assert Notice.objects.of(cast.bram).filter(kind="pulse.order").count() == 1


def test_what_waits_for_an_address_goes_to_the_first_one(cast, post, now):
    order = pulse.removed(post, by=cast.lucinda, at=now).orders.get()

    pulse.webhook(post.source, by=cast.bram, at=now + HOUR)

    order.refresh_from_db()
    assert order.next_attempt_at == now + HOUR


@pytest.mark.clause("B.1.c")
def test_a_suspension_is_ordered_of_every_source_that_takes_orders(cast, webhook, now):
    until = now.date() + datetime.timedelta(days=7)
    pulse.source("An archive", at=now)
    action = acted(cast, cast.dana, Privilege.SUSPENSION, now, until=until)

    [order] = orders.order_privilege(action, at=now)

    body = json.loads(order.body)
    assert (order.source, order.person) == (webhook.source, cast.dana)
    assert body["person"] == {"email": cast.dana.work_email}
    assert (body["privilege"], body["until"]) == ("suspension", until.isoformat())
    assert orders.order_privilege(action, at=now) == [order]


def test_a_reminder_is_no_order(cast, webhook, now):
    assert orders.order_privilege(acted(cast, cast.dana, Privilege.REMINDER, now), at=now) == []


def test_a_restoration_of_privileges_overtakes_the_suspension(cast, webhook, now):
    [first] = orders.order_privilege(acted(cast, cast.dana, Privilege.SUSPENSION, now), at=now)
    [second] = orders.order_privilege(acted(cast, cast.dana, Privilege.RESTORATION, now), at=now)

    first.refresh_from_db()
    assert (first.state, second.sequence) == (OrderState.OVERTAKEN, 2)


# What became of it


def test_pulse_reports_that_it_is_done(order, now):
    orders.confirm_by_call(order.source, order.public_id, "done", now)
    orders.confirm_by_call(order.source, str(order.public_id), "done", now + HOUR)

    order.refresh_from_db()
    assert (order.state, order.confirmed_how, order.confirmed_at) == (OrderState.CONFIRMED, ConfirmedHow.CALL, now)
    assert order.next_attempt_at is None


def test_one_source_cannot_speak_for_another(cast, order, now):
    other = pulse.source("Another", at=now)

    assert orders.confirm_by_call(other, order.public_id, "done", now) is None
    assert orders.confirm_by_call(order.source, uuid.uuid4(), "done", now) is None
    assert orders.confirm_by_call(order.source, "no id\x00", "done", now) is None
    order.refresh_from_db()
    assert order.state == OrderState.ORDERED


def test_a_refusal_of_pulse_is_told_at_once_and_once(cast, order, now):
    orders.confirm_by_call(order.source, order.public_id, "refused", now)
    orders.confirm_by_call(order.source, order.public_id, "refused", now)
    orders.watch(now + 9 * HOUR)

    order.refresh_from_db()
    assert (order.state, order.refused_at, order.next_attempt_at) == (OrderState.NOT_CONFIRMED, now, None)
    assert Notice.objects.of(cast.bram).filter(kind="pulse.order").count() == 1


def test_an_unconfirmed_order_is_told_once_to_moderators_and_administrators(cast, order, now):
    assert orders.watch(now + 4 * HOUR - datetime.timedelta(seconds=1)) == 0
    assert not Notice.objects.filter(kind="pulse.order").exists()

    assert orders.watch(now + 4 * HOUR) == 1
    assert orders.watch(now + 5 * HOUR) == 0

    order.refresh_from_db()
    told = Notice.objects.filter(kind="pulse.order")
    assert order.state == OrderState.NOT_CONFIRMED
    assert {notice.recipient for notice in told} == {cast.bram, cast.lucinda}
    assert {notice.url for notice in told} == {order.get_absolute_url()}


def test_nobody_is_told_of_an_order_about_themselves(cast, webhook, now):
    action = PrivilegeAction.objects.create(
        employee=cast.lucinda, kind=Privilege.SUSPENSION, reason="Spam.", by=cast.bram, at=now
    )
    orders.order_privilege(action, at=now)

    orders.watch(now + 5 * HOUR)

    assert [notice.recipient for notice in Notice.objects.filter(kind="pulse.order")] == [cast.bram]


def test_what_was_missed_can_still_be_confirmed(order, now):
    orders.watch(now + 5 * HOUR)

    orders.confirm_by_call(order.source, order.public_id, "done", now + 6 * HOUR)

    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    assert [event.becomes for event in events_about(order)] == ["ordered", "not_confirmed", "confirmed"]


def test_an_administrator_says_who_did_it_by_hand(cast, order, now):
    done = by_hand(order, cast.bram, now)

    assert (done.state, done.confirmed_by, done.executed_by) == (OrderState.CONFIRMED, cast.bram, "The web team")


def test_a_moderator_does_not_say_it_was_done_by_hand(cast, order, now):
    with pytest.raises(NotAllowed):
        by_hand(order, cast.lucinda, now)


def test_nobody_confirms_an_order_about_themselves(cast, webhook, now):
    [order] = orders.order_privilege(acted(cast, cast.bram, Privilege.SUSPENSION, now), at=now)

    with pytest.raises(NotAllowed):
        by_hand(order, cast.bram, now)


def test_of_two_who_confirm_the_second_is_told(cast, order, now):
    seen = Order.objects.get(pk=order.pk)
    by_hand(order, cast.bram, now)

    with pytest.raises(Stale):
        by_hand(seen, cast.bram, now)


def test_ordered_again_it_has_an_id_of_its_own(cast, order, now):
    again = orders.again(order, actor=cast.lucinda, at=now + HOUR)

    order.refresh_from_db()
    assert order.state == OrderState.OVERTAKEN
    assert (again.sequence, again.next_attempt_at) == (2, now + HOUR)
    assert json.loads(again.body)["post"] == json.loads(order.body)["post"]
    with pytest.raises(Stale):
        orders.again(order, actor=cast.lucinda, at=now + HOUR)


def test_an_overtaken_order_is_not_given_again(cast, order, post, now):
    deciding.undo(order.decision, actor=cast.lucinda, at=now)
    order.refresh_from_db()

    with pytest.raises(NotAllowed):
        orders.again(order, actor=cast.lucinda, at=now)


def test_the_database_keeps_what_was_ordered(order):
    for change in (lambda: Order.objects.update(body="{}"), lambda: Order.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Order.objects.get().body == order.body


# Where orders go


def test_the_secret_is_told_once_and_stands_sealed(cast, now):
    source = pulse.source(at=now)

    webhook, secret = webhooks.set_webhook(
        source, url="https://pulse.example/o", is_active=True, actor=cast.bram, at=now
    )
    _webhook, nothing = webhooks.set_webhook(
        source, url="https://pulse.example/p", is_active=True, actor=cast.bram, at=now
    )

    kept = Webhook.objects.get()
    assert (len(secret), nothing) == (43, "")
    assert (str(kept.secret), kept.secret.reveal(), kept.url) == (DOTS, secret, "https://pulse.example/p")
    assert "secret" not in str([event.facts for event in events_about(webhook)])


def test_a_new_secret_takes_the_place_of_the_old_one(cast, webhook, now):
    before = webhook.secret.reveal()

    made, secret = webhooks.make_secret(webhook, actor=cast.bram, at=now)

    assert secret != before
    assert (made.key_id, Webhook.objects.get().secret.reveal()) != (webhook.key_id, before)


def test_a_moderator_does_not_say_where_orders_go(cast, webhook, now):
    with pytest.raises(NotAllowed):
        webhooks.set_webhook(webhook.source, url="https://x.example", is_active=True, actor=cast.lucinda, at=now)
    with pytest.raises(NotAllowed):
        webhooks.make_secret(webhook, actor=cast.lucinda, at=now)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://pulse.example", "pulse.example", "https://", "https://a:b@pulse.example/",
     "https://[::1", "https://pulse.example:0/", "file:///x", "https://pulse.example:99999/"],
)  # fmt: skip
def test_an_address_that_takes_no_orders_is_refused(cast, now, url):
    assert not is_place(url, needs_https=False)
    with pytest.raises(ValidationError):
        webhooks.set_webhook(pulse.source(at=now), url=url, is_active=True, actor=cast.bram, at=now)


def test_production_sends_over_https_alone():
    assert is_place("http://pulse.example/orders", needs_https=False)
    assert not is_place("http://pulse.example/orders", needs_https=True)
    assert is_place("https://pulse.example:8443/orders", needs_https=True)
