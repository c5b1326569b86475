"""One post as it comes from outside: what it says, what hangs on it, and under which marks it is known again."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from evidence.models import StoredFile
from people.models import User
from pulse_moderation.choices import Kind

LONGEST, LONGEST_TITLE = 100_000, 300
LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,1900}", re.IGNORECASE)
SPELLING = re.compile(r"[\W_]+")
# What needs no look of its own. Whatever else comes with a post counts as a picture (B.1.i.ii, B.1.i.iii).
DOCUMENTS = frozenset(
    {
        *("application/pdf", "application/rtf", "text/calendar", "text/csv", "text/html", "text/markdown", "text/plain"),
        *("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
        *(f"application/vnd.openxmlformats-officedocument.{kind}" for kind in (
            "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation",
        )),
        *(f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")),
    }
)  # fmt: skip
NAMED_AS_SEEN = re.compile(
    r"\.(?:3gp|avif|avi|bmp|gif|hei[cf]|ico|jfif|jpe?g|m4[av]|mkv|mov|mp[34]|mpe?g|og[agv]|png|svg|tiff?|wav|webm|webp)"
    r"(?:[?#]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class IncomingFile:
    """A file that was kept already (`file`), or the address its source gives for it."""

    url: str = ""
    media_type: str = ""
    alt: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True)
class Incoming:
    """One post as a source sends it. The same `external_id` and `external_revision` are taken once."""

    external_id: str
    posted_at: datetime
    external_revision: str = ""
    source_at: datetime | None = None  # when its source wrote this text, where it says so
    kind: str = Kind.POST
    author: User | None = None
    author_name: str = ""
    title: str = ""
    body: str = ""
    attachments: tuple = ()
    recipients: tuple = ()
    is_youth_material: bool = False
    is_delete: bool = False


def fingerprint(title, body):
    """SHA-256 in hex of what was posted, title and body apart."""
    return hashlib.sha256(f"{title}\0{body}".encode("utf-8", "surrogatepass")).hexdigest()


def duplicate_key(title, body):
    """16 bytes that are the same for texts which differ in case, spacing, marks and compatible letters alone."""
    plain = SPELLING.sub("", unicodedata.normalize("NFKC", f"{title}{body}").casefold())
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def has_image(attachments):
    """Whether somebody has to look (B.1.i.ii, B.1.i.iii)."""
    return any(map(_is_seen, attachments))


def _is_seen(one):
    """Whether a file is a picture, a video or anything else of which nobody knows what it shows."""
    kind = one.media_type.partition(";")[0].strip().lower()
    return one.file is not None or kind not in DOCUMENTS or NAMED_AS_SEEN.search(one.url) is not None


def links_of(text):
    return list(dict.fromkeys(LINK.findall(text)))[:100]
