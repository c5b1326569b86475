"""Several at once: workers send each order once, clicks order once, and a worker that is killed loses nothing."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now as clock

from pulse_moderation.choices import OrderAnswer
from pulse_moderation.models import Order
from pulse_moderation.services import orders
from pulse_moderation.services.order_sending import LEASE, send_due
from pulse_moderation.states import OrderState
from tests import cast as people
from tests.factories import pulse
from tests.pulse_moderation import pulse_there
from workflow.errors import Stale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
receiver = pulse_there.reference()
WORKER = """
import datetime, sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from pulse_moderation.services.order_sending import send_due
send_due(datetime.datetime.fromisoformat(sys.argv[2]))
"""


def at_once(*acts):
    """Run them in threads that start together, each on its own connection; what each returned or raised."""
    barrier, results = threading.Barrier(len(acts)), []

    def one(act):
        try:
            barrier.wait(10)
            results.append(act())
        except Exception as error:  # noqa: BLE001, the test looks at it
            results.append(error)
        finally:
            connection.close()

    crew = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(60)
    return results


@pytest.fixture
def removals(cast):
    def make(url, number):
        at = clock()
        source = pulse.source(at=at)
        webhook = pulse.webhook(source, url, by=cast.bram, at=at)
        posts = [pulse.published(pulse.sent(at=at), at=at) for _number in range(number)]
        return webhook, [pulse.removed(post, by=cast.lucinda, at=at).orders.get() for post in posts]

    return make


@pytest.fixture
def cast():
    return people.assemble()


def test_workers_at_once_send_each_order_once(removals):
    server = pulse_there.answering((200, {}, b'{"state": "done"}'))
    with pulse_there.running(server) as url:
        _webhook, ordered = removals(url, 30)
        at = clock()

        results = at_once(*[lambda: send_due(at)] * 3)

    keys = sorted(headers["Idempotency-Key"] for headers, _body in server.came)
    assert keys == sorted(str(order.public_id) for order in ordered)
    assert sum(counts[OrderAnswer.DONE] for counts in results) == 30
    assert Order.objects.filter(state=OrderState.CONFIRMED, lease_token=None).count() == 30


def test_two_clicks_order_again_once(cast, removals):
    _webhook, [order] = removals("https://pulse.example/orders", 1)
    at = clock()

    results = at_once(*[lambda: orders.again(order, actor=cast.bram, at=at)] * 4)

    assert sum(isinstance(result, Order) for result in results) == 1
    assert sum(isinstance(result, Stale) for result in results) == 3
    assert Order.objects.count() == 2


def test_sending_inside_a_transaction_is_refused(removals):
    removals("https://pulse.example/orders", 1)

    with pytest.raises(RuntimeError), transaction.atomic():
        send_due(clock())


def test_a_worker_killed_while_pulse_works_loses_nothing_and_doubles_nothing(removals, tmp_path):
    heard, carried_out = threading.Event(), []

    def carry_out(order):
        carried_out.append(order)
        heard.set()
        time.sleep(0.5)  # the worker is killed meanwhile
        return receiver.DONE

    one = receiver.Receiver({}, tmp_path / "book.sqlite", carry_out)
    with pulse_there.running(receiver.serve(one)) as url:
        webhook, [order] = removals(url, 1)
        one.secrets[webhook.key_id] = webhook.secret.reveal()
        at = clock()
        worker = send_in_a_process_of_its_own(at)
        assert heard.wait(60)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
        order.refresh_from_db()
        assert (order.state, order.attempts) == (OrderState.ORDERED, 1)

        later = at + LEASE + datetime.timedelta(seconds=30)
        one.clock = later.timestamp
        assert send_due(later) == {OrderAnswer.DONE: 1}
    one.close()

    order.refresh_from_db()
    assert (order.state, order.attempts, len(carried_out)) == (OrderState.CONFIRMED, 2, 1)


def send_in_a_process_of_its_own(at):
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dys_social.settings",
        "DYS_PRODUCTION": "0",
        "DYS_KEYSET_DIR": str(settings.KEYSET_DIR),
    }
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], at.isoformat()]
    return subprocess.Popen(command, cwd=pulse_there.ROOT, env=env)
