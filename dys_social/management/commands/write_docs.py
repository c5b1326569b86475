from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dys_social.documents import FOLDER, PAGES


class Command(BaseCommand):
    help = "Write the pages of docs/ that are drawn from the code: states, permissions, schedule, clause coverage."
    requires_system_checks = []

    def handle(self, *args, **options):
        if not (settings.BASE_DIR / "tests").is_dir():
            raise CommandError("The tests are not here, and clause coverage is read from them. Use a checkout.")
        FOLDER.mkdir(exist_ok=True)
        for name, make in PAGES.items():
            path, text = FOLDER / name, make()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
