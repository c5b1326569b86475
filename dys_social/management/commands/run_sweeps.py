from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from dys_social import sweeps
from notifications.services import deliver
from notifications.states import MailState


class Command(BaseCommand):
    help = "Do everything that is due: expire, suspend, mark overdue notes, remind, send mail. Safe to run at any time."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as if it were noon of that day in Boston")

    def handle(self, *args, as_of=None, **options):
        at = timezone.now()
        if as_of is not None:
            day = parse_date(as_of)
            if day is None:
                raise CommandError("Give the day as YYYY-MM-DD.")
            at = timezone.make_aware(datetime.combine(day, time(12)))
        for what, count in {**sweeps.run(at), "mails sent": deliver(at)[MailState.SENT]}.items():
            self.stdout.write(f"{what}: {count}")
