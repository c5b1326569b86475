"""Coming back to what one reported: by the seven words of an anonymous report, or signed in (C.3; design §5).

A browser that typed the words keeps what they opened sealed, for twenty minutes after the last page (`sealed`).
"""

import base64
import binascii
import json
from datetime import timedelta

import tink

from sealing.keys import field_cipher
from violations.models import Report, ReportKey
from violations.models.report import Allegation
from violations.services import keys, tries
from violations.services.filing import as_key_holder
from violations.services.wall import mark_of

OPEN_FOR = timedelta(minutes=20)
SHOWN = ("public_id", "number", "mode", "state", "filed_at", "triaged_at", "receipt_code", "version")


def open_key(typed, *, at):
    """The digest of the key, when it opens a report; None for whatever reason it does not."""
    try:
        words = keys.read(typed)
        with tries.one_try(words, at=at) as opened:
            digest = keys.digest(words)
            with as_key_holder(digest):
                is_known = ReportKey.objects.filter(digest=digest).exists()
            if is_known:
                opened()
    except (keys.NoKey, tries.Limited):
        return None
    return digest if is_known else None


def sealed(digest, secret, *, at):
    """What a browser keeps so that it need not type the words again; it opens with the secret of this browser alone."""
    text = json.dumps([digest.hex(), (at + OPEN_FOR).timestamp()])
    return base64.urlsafe_b64encode(field_cipher().encrypt(text.encode(), _context(secret))).decode().rstrip("=")


def unsealed(text, secret, *, at):
    """The digest it was made of, while it is open; else None."""
    try:
        cipher_text = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        digest, until = json.loads(field_cipher().decrypt(cipher_text, _context(secret)))
    except (binascii.Error, ValueError, tink.TinkError):
        return None
    return bytes.fromhex(digest) if at.timestamp() < until else None


def _context(secret):
    return f"violations.opened_key:{secret}".encode()


def reports_opened():
    """Inside as_key_holder: the report of the key, and the concerns about retaliation raised from it; the oldest first."""
    return Report.objects.only(*SHOWN).order_by("filed_at", "pk")


def reports_of(person):
    """Inside as_reporter: what this person reported, the newest first. Only columns that tell a reporter nothing of who
    holds it.
    """
    return Report.objects.filter(reporter_mark=mark_of(person)).only(*SHOWN).order_by("-filed_at", "-pk")


def clauses_of(report):
    """Ids of the clauses its reporter named, in their order; "" for not sure."""
    rows = Allegation.objects.filter(report=report, as_filed=True)
    return sorted(clause or "" for clause in rows.values_list("clause", flat=True))
