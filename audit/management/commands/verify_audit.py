from django.core.management.base import BaseCommand, CommandError

from audit.chain import verify


class Command(BaseCommand):
    help = "Check every link of the audit chain and its anchors. Exits 1 and names the faults when it was touched."

    def handle(self, *args, **options):
        faults, count = verify()
        for fault in faults:
            self.stderr.write(f"link {fault.sequence}: {fault.what}" if fault.sequence else fault.what)
        if faults:
            raise CommandError(f"The audit trail is not intact: {len(faults)} faults in {count} links.")
        self.stdout.write(f"The audit trail is intact: {count} links.")
