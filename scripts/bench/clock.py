"""What the clock costs: planning 100,000 due reminders of 150,000 obligations, and handing mail to a server.

Planning is held against one bare INSERT … SELECT of the same rows into the same table, by turns in the same run.
"""

import argparse
import asyncio
import os
import resource
import socket
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
django.setup()

from aiosmtpd.smtp import SMTP  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.ladders import Audience, Ladder, StageRule  # noqa: E402
from notifications.models import Mail, Stage  # noqa: E402
from notifications.services import deliver, plan  # noqa: E402
from notifications.services.outbox import words  # noqa: E402
from people.models import User  # noqa: E402
from scripts.bench import population  # noqa: E402
from scripts.bench.figures import show, timed, verdict  # noqa: E402

OVER_BARE, SECOND_PASS, MEMORY, A_SECOND = 2.0, 1.0, 1.2, 200
KIND = "bench.review"
LADDER = Ladder(
    KIND, [StageRule("soon", -7, to=[Audience.OWNER]), StageRule("due", 0), StageRule("late", 1, repeat_every=7)],
    audiences={Audience.OWNER: lambda *_: []}, title=None, url=None,
)  # fmt: skip

# Of three obligations two have a stage that is due: 50 due dates on either side of today.
FILL = """
INSERT INTO notifications_obligation (public_id, kind, subject_label, subject_id, period, anchor_on, due_on,
    plan_from, state, opened_at)
SELECT gen_random_uuid(), %(kind)s, 'bench.record', gen_random_uuid(), 1, %(day)s::date - 90,
    CASE WHEN n %% 3 = 0 THEN %(day)s::date + 8 + n %% 50 ELSE %(day)s::date + 7 - n %% 7 END,
    %(day)s::date - 90, 'open', %(at)s
FROM generate_series(1, %(count)s) AS n
"""
BARE = """
INSERT INTO notifications_stage (obligation_id, name, turn, fires_on, version, state)
SELECT obligation_id, name, turn, fires_on, version, state FROM kept
"""


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run clock", description=__doc__.splitlines()[0])
    parser.add_argument("--obligations", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mails", type=int, default=3_000)
    parser.add_argument("--deliver", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.deliver:
        deliver(timezone.now(), limit=options.mails)
        return
    at = timezone.now()
    fill(options.obligations, at)
    planning(options.rounds, at)
    sending(options.mails, at)


def fill(count, at):
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"kind": KIND, "day": at.date(), "at": at, "count": count})
    run("VACUUM ANALYZE notifications_obligation")


def planning(rounds, at):
    """Each round plans into an empty table and then inserts the same rows bare, so that both meet the same moment."""
    rows, memory = [], []
    for number in range(rounds):
        first = timed(lambda: plan(at, {KIND: LADDER}))
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        second = timed(lambda: plan(at, {KIND: LADDER}))
        planned = Stage.objects.count()
        due = Stage.objects.filter(state="due").count()
        keep_and_empty()
        bare = timed(lambda: run(BARE))
        run("DROP TABLE kept")
        Stage.objects.all()._raw_delete("default")
        run("VACUUM notifications_stage")
        rows.append(
            (f"round {number + 1}", f"{due:,}", f"{planned:,}", f"{first:.2f}", f"{bare:.2f}", first / bare, second)
        )
    show("Planning, seconds", ["", "due", "rows", "planning", "bare insert", "ratio", "second pass"],
         [(*row[:5], f"{row[5]:.2f}", f"{row[6]:.2f}") for row in rows])  # fmt: skip
    print("\nplanning over bare  ", verdict(sorted(row[5] for row in rows)[len(rows) // 2], OVER_BARE))
    print("second pass, s      ", verdict(sorted(row[6] for row in rows)[len(rows) // 2], SECOND_PASS))
    print("memory, last/first  ", verdict(memory[-1] / memory[0], MEMORY))


def keep_and_empty():
    run("CREATE TABLE kept AS SELECT * FROM notifications_stage")
    Stage.objects.all()._raw_delete("default")
    run("VACUUM notifications_stage")


def run(statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def sending(count, at):
    """Two workers hand the mails over to a server on this machine, which counts what it has accepted."""
    person = User.objects.first() or next(iter(population.found(at).readers.values()))
    sink = Sink()
    subject, body = words(1)
    Mail.objects.bulk_create(
        [
            Mail(recipient=person, to_address="nobody@dys.example", subject=subject, body=body, created_at=at,
                 message_id=f"<{uuid.uuid4()}@dys.example>", next_attempt_at=at - timedelta(minutes=1))
            for _ in range(count)
        ]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ONE_NOTICE_EACH, {"person": person.pk, "at": at})
    environment = os.environ | {"DYS_SMTP_HOST": "127.0.0.1", "DYS_SMTP_PORT": str(sink.port)}
    program = [sys.executable, "-m", "scripts.bench.clock", "--deliver", "--mails", str(count)]
    crew = [subprocess.Popen(program, env=environment) for _ in range(2)]
    for worker in crew:
        worker.wait()
    sent = Mail.objects.filter(state="sent").count()
    rate = sink.accepted / (sink.last - sink.first)
    print(f"\nSent {sent:,} of {count:,}, accepted {sink.accepted:,}, ids {len(sink.ids):,}: {rate:.0f} a second, "
          f"at least {A_SECOND}: {'ok' if rate >= A_SECOND else 'UNDER'}")  # fmt: skip


ONE_NOTICE_EACH = """
INSERT INTO notifications_notice (public_id, key, recipient_id, kind, title, url, is_urgent, created_at, mail_id)
SELECT gen_random_uuid(), 'bench:' || m.id, %(person)s, 'bench', 'Bench', '/', false, %(at)s, m.id
FROM notifications_mail m
"""


class Sink:
    """A mail server that accepts everything and remembers the Message-IDs."""

    def __init__(self):
        self.accepted, self.ids, self.first, self.last = 0, set(), None, None
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(20)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(loop.create_server(lambda: SMTP(self, loop=loop), sock=self.socket))
        loop.run_forever()

    async def handle_DATA(self, server, session, envelope):
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.accepted += 1
        head = envelope.content.split(b"\r\n\r\n")[0]
        self.ids.add(next(line for line in head.splitlines() if line.lower().startswith(b"message-id")))
        return "250 kept"


if __name__ == "__main__":
    main()
