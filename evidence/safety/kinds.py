"""What a file is, told by its first bytes; its name and what the browser says of it count for nothing."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    PDF = "application/pdf", "PDF"

    @property
    def ending(self):
        return {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}[self.value]


# Where the inside of another file begins. A phone may keep a short film behind a photo; these are never that.
FOREIGN = (
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x7fELF",
    b"MZ\x90",
    b"Rar!",
    b"7z\xbc\xaf",
    b"<script",
    b"<html",
    b"<svg",
)
LOOKS_AHEAD = 1024  # readers of PDF look for its mark this far into a file


def kind_of(content):
    """The FileKind, or None when it is nothing the portal takes."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    return None


def is_two_things(content, kind):
    """Whether a picture is at the same time something else: a PDF by its beginning, anything by what follows its end."""
    if kind == FileKind.PDF:
        return False
    after = content[end_of_picture(content, kind) :].lower()
    return b"%PDF-" in content[:LOOKS_AHEAD] or any(mark.lower() in after for mark in FOREIGN)


def end_of_picture(content, kind):
    """Where the picture ends in its file; what follows belongs to no picture."""
    if kind == FileKind.PNG:
        return _end_of_png(content)
    if kind == FileKind.WEBP:
        length = int.from_bytes(content[4:8], "little")
        return min(len(content), 8 + length + length % 2)
    return _end_of_jpeg(content)


def _end_of_png(content):
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return min(at, len(content))
    return len(content)


def _end_of_jpeg(content):
    """Past its segments (an embedded small picture lies inside one), then past the coded data to the mark of the end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:
            at = _past_scan(content, at)
    return len(content)


def _past_scan(content, at):
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
