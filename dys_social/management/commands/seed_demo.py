from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dys_social.seed.load import NotEmpty, load
from dys_social.seed.people import PASSWORD, sign_ins


class Command(BaseCommand):
    help = (
        "Load invented people, youth, authorizations and reports into an empty portal. Loading twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--sign-ins", action="store_true", help="print who can sign in, by role; load nothing")

    def handle(self, *args, **options):
        if settings.PRODUCTION or not settings.DEMONSTRATION:
            raise CommandError("Demonstration data is refused: this is not a demonstration (DYS_DEMONSTRATION).")
        if options["sign_ins"]:
            return self._print_sign_ins()
        try:
            is_new = load(at=timezone.now())
        except NotEmpty as error:
            reason = "There are people in this database; the demonstration is for an empty one."
            raise CommandError(reason, returncode=3) from error  # scripts/run then starts without it
        self.stdout.write("The demonstration is loaded." if is_new else "The demonstration stands already.")

    def _print_sign_ins(self):
        rows = sign_ins()
        width = max(len(role) for role, _usernames in rows)
        for role, usernames in rows:
            self.stdout.write(f"{role.ljust(width)}  {', '.join(usernames)}")
        self.stdout.write(f"{'Password of all'.ljust(width)}  {PASSWORD}")
