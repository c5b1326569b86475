"""Import posts from a file, as the page does; cut off, it goes on where it stopped when it is run again."""

import hashlib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pulse_moderation.models import Import, Source
from pulse_moderation.services import imports, sources


class Command(BaseCommand):
    help = "Import posts from a CSV file with a heading, or from one JSON object a line."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV or NDJSON, in UTF-8")
        parser.add_argument("--source", required=True, help="where the posts are from; added when it is not known")

    def handle(self, *, file, source, **options):
        try:
            if file.stat().st_size > imports.MOST_BYTES:
                raise CommandError(f"{file} is larger than {imports.MOST_BYTES >> 20} MB. Split it.")
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        kept = self._kept(content, file.name, self._source(source))
        while imports.read_chunk(kept.pk, at=timezone.now()):
            kept.refresh_from_db(fields=["done"])
            self.stdout.write(f"{kept.done:,} of {kept.total:,}")
        kept.refresh_from_db()
        if kept.finished_at is None:
            raise CommandError("Somebody else is reading this file.")
        self.stdout.write(
            f"Read {kept.total:,}: {kept.accepted:,} taken, {kept.known:,} known before, {kept.rejected:,} rejected."
        )
        for rejected in kept.rejections.all()[:20]:
            self.stderr.write(f"Line {rejected.line}: {rejected.reason}")

    def _source(self, name):
        if "\0" in name or not name.strip() or len(name) > 80:
            raise CommandError("The name of a source has 1 to 80 characters.")
        return Source.objects.filter(name=name).first() or sources.make(name, actor="system", at=timezone.now())

    def _kept(self, content, name, source):
        digest = hashlib.sha256(content).hexdigest()
        begun = Import.objects.filter(source=source, sha256=digest, finished_at=None).first()
        if begun is not None:
            return begun
        try:
            return imports.upload(content, name=name, source=source, actor=None, at=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
