"""What hangs on a text: descriptions and addresses of its attachments are screened as the text is, and count with it where
texts are compared (B.1.b, B.1.h, C.2).
"""

import hashlib
from dataclasses import dataclass, replace

from pulse_moderation.models import Attachment


@dataclass(frozen=True, slots=True)
class Attached:
    """`said` is screened after the text, a line each; `content` is the same for texts with the same files alone."""

    said: str
    content: str


def of(texts):
    """{id: Attached} of revisions, or of what has their `pk`, `text` and `sha256`."""
    files = {}
    rows = Attachment.objects.filter(revision__in=[text.pk for text in texts]).order_by("pk")
    for revision, *one in rows.values_list("revision", "alt", "url", "file__sha256"):
        files.setdefault(revision, []).append(one)
    return {text.pk: _attached(text, files.get(text.pk, ())) for text in texts}


def content_of(revision):
    return of([revision])[revision.pk].content


def _attached(text, files):
    if not files:
        return Attached("", text.sha256)
    said = dict.fromkeys(word for alt, url, _sha256 in files for word in (alt, url) if word and word not in text.text)
    marks = sorted({sha256 or url for _alt, url, sha256 in files})
    content = hashlib.sha256("\0".join([text.sha256, *marks]).encode("utf-8", "surrogatepass")).hexdigest()
    return Attached("\n".join(said), content)


def whole(text, said):
    """The text with what hangs on it: offsets of hits count in it."""
    return f"{text}\n{said}" if said else text


def whole_of(revision):
    return whole(revision.text, of([revision])[revision.pk].said)


def hits(screen, text, said, context):
    """What is found in a text as it would be alone, and in what hangs on it, which is neither a flood nor a repetition."""
    found = screen.hits(text, context)
    if not said:
        return found
    beside = screen.hits(said, replace(context, official=True, recent_hashes=()))
    here, offset = {hit.rule for hit in found if hit.start == hit.end}, len(text) + 1
    return (
        *found,
        *(
            hit if hit.start == hit.end else replace(hit, start=hit.start + offset, end=hit.end + offset)
            for hit in beside
            if hit.start < hit.end or hit.rule not in here
        ),
    )
