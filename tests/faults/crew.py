"""Processes to be killed: forked from one that has loaded the portal, so that each begins at once.

`python -m tests.faults.crew FOLDER` reads a verb with its arguments a line, answers with the process number of the fork
that does it, and leaves what came of it in FOLDER. The careless verbs are controls: what the tests must see fail.
"""

import datetime
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

import django
from django.utils import timezone

from tests.faults.ladder import KIND, LADDER

django.setup()

from django.core.mail import get_connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from dys_social import sweeps  # noqa: E402
from dys_social.celery import app  # noqa: E402
from notifications.ladders import register  # noqa: E402
from notifications.models import Mail, Notice, Obligation, SweepRun  # noqa: E402
from notifications.services import deliver, fire_due, open_obligation  # noqa: E402
from notifications.services.delivery import _message  # noqa: E402
from notifications.states import MailState  # noqa: E402
from people.models import User  # noqa: E402
from tests.factories.people import UserFactory  # noqa: E402

MINUTE = datetime.timedelta(minutes=1)


def sweep(at):
    return dict(fire_due(_instant(at)))


def send(at):
    """Deliver again and again, as beat would have it, until killed."""
    began, at = time.monotonic(), _instant(at)
    while True:
        deliver(at + datetime.timedelta(seconds=time.monotonic() - began))
        time.sleep(0.02)


def send_marked_first(at):
    for mail in _waiting():
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=_instant(at))
    for mail in Mail.objects.filter(state=MailState.SENT).order_by("pk"):
        _message(mail, get_connection()).send()


def send_unclaimed(at):
    for mail in _waiting():
        _message(mail, get_connection()).send()
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=_instant(at))


def tick(minutes):
    done = sweeps.tick(timezone.now() + int(minutes) * MINUTE, by="command")
    return None if done is None else done["reminders"]


def tick_many(at, count, by):
    """So many minutes, one after the other; returns how many this ticker got."""
    ticks = (sweeps.tick(_instant(at) + number * MINUTE, by=by) for number in range(int(count)))
    return sum(done is not None for done in ticks)


def owe(count):
    """So many reviews due today, one of each new person."""
    at = timezone.now()
    day = timezone.localdate(at)
    UserFactory.reset_sequence(User.objects.count())  # each fork begins to count anew
    for person in UserFactory.create_batch(int(count)):
        open_obligation(KIND, subject=("people.user", person.public_id), anchor_on=day, due_on=day, at=at)


def queue(task, *args):
    app.send_task(task, args=[json.loads(arg) for arg in args])


def flush():
    with app.connection_for_write() as connection:
        connection.default_channel.client.flushall()


def waiting_jobs():
    with app.connection_for_write() as connection:
        return connection.default_channel.client.llen("celery")


def tally():
    told = Obligation.objects.filter(kind=KIND).annotate(told=Count("stages__notices")).values_list("told", flat=True)
    return {
        "due": len(told),
        "told once": sum(times == 1 for times in told),
        "told more than once": sum(times > 1 for times in told),
        "entries": Notice.objects.count(),
        "keys": Notice.objects.values("key").distinct().count(),
        "runs": SweepRun.objects.count(),
        "runs cut short": SweepRun.objects.filter(finished_at=None).count(),
        "mails": Mail.objects.count(),
        "sent": Mail.objects.filter(state=MailState.SENT).count(),
    }


VERBS = [sweep, send, send_marked_first, send_unclaimed, tick, tick_many, owe, queue, flush, waiting_jobs, tally]


def _waiting():
    return list(Mail.objects.filter(state=MailState.PENDING).order_by("pk"))


def _instant(text):
    return datetime.datetime.fromisoformat(text)


def _work(verb, args, folder):
    try:
        result = {"done": verb(*args)}
    except BaseException as error:  # noqa: BLE001, the test looks at it
        traceback.print_exc()
        result = {"error": type(error).__name__}
    unfinished = folder / f"{os.getpid()}.part"
    unfinished.write_text(json.dumps(result))
    unfinished.rename(folder / f"{os.getpid()}.json")


def main(folder):
    register(LADDER)
    verbs = {verb.__name__: verb for verb in VERBS}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who is gone is gone: nobody waits for them
    print("ready", flush=True)
    for line in sys.stdin:
        verb, *args = json.loads(line)
        if (child := os.fork()) == 0:
            _work(verbs[verb], args, folder)
            sys.stderr.flush()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
