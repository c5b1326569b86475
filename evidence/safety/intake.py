"""One file from the outside: refused with a reason, or known by kind, fingerprint and a copy that is safe to look at."""

import hashlib
import json
import subprocess  # nosec B404: our own child, no shell
import sys
from dataclasses import dataclass
from pathlib import Path

from evidence.safety.kinds import FileKind, end_of_picture, is_two_things, kind_of
from evidence.safety.refusals import Refused
from evidence.safety.scanner import scan

CHILD = Path(__file__).with_name("child.py")
SECONDS = 60  # of the clock, should the system be so busy that the child's own limits come late


@dataclass(frozen=True)
class Page:
    """One picture of the copy: bytes without metadata, and what a page needs to show them."""

    content: bytes
    kind: FileKind
    width: int
    height: int


@dataclass(frozen=True)
class Examined:
    """A file that may be kept. `removed` names what the copy leaves behind: exif, location, xmp, color_profile, comments,
    captions, document, tail.
    """

    kind: FileKind
    sha256: str
    size: int
    pages: tuple
    removed: tuple


def examine(content, *, most_bytes):
    """What the bytes `content` are, with a copy of them re-encoded in a limited process of its own.

    Raises Refused, whose sentence says what to do instead.
    """
    if not content:
        raise Refused("empty")
    if len(content) > most_bytes:
        raise Refused("too_big")
    kind = kind_of(content)
    if kind is None:
        raise Refused("kind")
    if is_two_things(content, kind):
        raise Refused("hides")
    scan(content)
    pages, removed = _copy(content, kind)
    if kind != FileKind.PDF and end_of_picture(content, kind) < len(content):
        removed.append("tail")
    return Examined(
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=tuple(pages),
        removed=tuple(removed),
    )


def _copy(content, kind):
    """Ask the child; whatever ends it early, a limit or a fault in a library, is a file that cannot be opened safely."""
    command = [sys.executable, "-I", str(CHILD), kind.value]
    try:
        # No shell, our own interpreter and script, and a kind from a fixed list.
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={})  # nosec B603
    except subprocess.TimeoutExpired as error:
        raise Refused("heavy") from error
    if done.returncode != 0:
        raise Refused("heavy" if done.returncode < 0 else "damaged")
    line, _newline, data = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise Refused(answer["refused"])
    pages = []
    for facts in answer["pages"]:
        drawn, data = data[: facts["size"]], data[facts["size"] :]
        pages.append(Page(drawn, FileKind(facts["kind"]), facts["width"], facts["height"]))
    return pages, answer["removed"]
