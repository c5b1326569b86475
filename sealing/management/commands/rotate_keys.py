from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from sealing import rotation

RESTART = "Now restart web, worker and beat, all together: one that still runs cannot open what is sealed from here on."


class Command(BaseCommand):
    help = "Exchange the key of the sealed values: first without an option, then with --rewrite, then with --retire."

    def add_arguments(self, parser):
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--rewrite", action="store_true", help="seal every value again under the new key")
        step.add_argument(
            "--retire", action="store_true", help="remove the old keys, once nothing is sealed under them"
        )

    def handle(self, *args, rewrite, retire, **options):
        using = "owner" if "owner" in settings.DATABASES else DEFAULT_DB_ALIAS
        try:
            if rewrite:
                self.rewrite(using)
            elif retire:
                self.retire(using)
            else:
                self.add_key()
        except (rotation.StillSealed, rotation.NotAdmitted) as refusal:
            raise CommandError(str(refusal)) from refusal

    def add_key(self):
        self.stdout.write(f"Key {rotation.add_key()} is made and primary. The old keys still open what they sealed.")
        self.stdout.write(f"{RESTART} Then: rotate_keys --rewrite")

    def rewrite(self, using):
        shut_in_all = 0
        for model in rotation.sealed_models():
            count, shut = rotation.reseal(model, using=using)
            self.stdout.write(f"{model._meta.label}: {count} sealed again")
            for pk, name in shut:
                self.stderr.write(f"{model._meta.label} {pk}: {name} does not open and was left as it is")
            shut_in_all += len(shut)
        if shut_in_all:
            raise CommandError(
                f"Values that do not open: {shut_in_all}. Restore their rows from a backup, then run this again."
            )
        self.stdout.write("When every process was restarted since the key was made: rotate_keys --retire")

    def retire(self, using):
        old = rotation.retire(using=using)
        if not old:
            self.stdout.write("There is one key only: nothing to retire.")
            return
        self.stdout.write(
            f"Removed: {', '.join(map(str, old))}. Keep the earlier keyset as long as the backups it opens."
        )
