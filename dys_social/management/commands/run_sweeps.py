import signal
import threading
from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from dys_social import sweeps
from notifications.services import ClockIsWrong, deliver
from notifications.services.outbox import GATHERS
from notifications.states import MailState

EVERY = 60  # seconds


class Command(BaseCommand):
    help = (
        "Do everything that is due: expire, suspend, mark overdue notes, remind, send mail. Safe to run at any time, and "
        "beside the worker; with --loop it stands in for worker and beat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as if it were noon of that day in Boston")
        parser.add_argument("--dry-run", action="store_true", help="print what would be done, do nothing")
        parser.add_argument("--loop", action="store_true", help="every minute, until it is ended")

    def handle(self, *args, as_of=None, dry_run=False, loop=False, **options):
        if loop and (dry_run or as_of is not None):
            raise CommandError("--loop goes with neither --dry-run nor --as-of.")
        if loop:
            self._loop()
        elif dry_run:
            self._print(sweeps.rehearse(_instant(as_of)))
        else:
            at = _instant(as_of)
            self._print(sweeps.run(at))
            self._deliver(at + GATHERS)  # who asks for one sweep does not wait for another to add to its mail

    def _loop(self):
        """Outlives whatever fails in one minute, the database too: the next minute tries again."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            at = timezone.now()
            for do in (self._tick, self._deliver):
                try:
                    do(at)
                except (ClockIsWrong, ExceptionGroup, DatabaseError) as error:
                    self.stderr.write(f"{type(error).__name__}: {error}")
            close_old_connections()
            ended.wait(EVERY)

    def _tick(self, at):
        self._print(sweeps.tick(at, by="command") or {})

    def _deliver(self, at):
        self.stdout.write(f"mails sent: {deliver(at)[MailState.SENT]}")

    def _print(self, done):
        for what, count in sweeps.without_confidential(done).items():
            self.stdout.write(f"{what}: {count}")


def _instant(as_of):
    if as_of is None:
        return timezone.now()
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise CommandError("Give the day as YYYY-MM-DD.") from None
    return timezone.make_aware(datetime.combine(day, time(12)))
