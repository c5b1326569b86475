import signal
import threading
from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dys_social import sweeps
from notifications.services import ClockIsWrong, deliver
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
        if loop:
            self._loop()
            return
        at = _instant(as_of)
        self._print(sweeps.rehearse(at) if dry_run else {**sweeps.run(at), "mails sent": _deliver(at)})

    def _loop(self):
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            at = timezone.now()
            try:
                done = sweeps.tick(at, by="command")
            except (ClockIsWrong, ExceptionGroup) as error:
                self.stderr.write(str(error))
            else:
                self._print({**(done or {}), "mails sent": _deliver(at)})
            ended.wait(EVERY)

    def _print(self, counts):
        for what, count in counts.items():
            self.stdout.write(f"{what}: {count}")


def _deliver(at):
    return deliver(at)[MailState.SENT]


def _instant(as_of):
    if as_of is None:
        return timezone.now()
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise CommandError("Give the day as YYYY-MM-DD.") from None
    return timezone.make_aware(datetime.combine(day, time(12)))
