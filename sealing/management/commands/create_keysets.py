from django.core.management.base import BaseCommand

from sealing.keys import create_missing


class Command(BaseCommand):
    help = "Write the keysets that do not exist yet. Keep them apart from the database and its backups."
    requires_system_checks = []

    def handle(self, *args, **options):
        written = create_missing()
        self.stdout.write(f"Written: {', '.join(written)}." if written else "All keysets are in place.")
