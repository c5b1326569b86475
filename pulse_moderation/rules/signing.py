"""How a call of a source is signed, and an order to it: HMAC-SHA256 over the moment and the body."""

import hashlib
import hmac
import re

SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOMENT = re.compile(r"[0-9]{1,12}", re.ASCII)


def signature_of(secret, timestamp, body):
    """Hex digest of HMAC-SHA256 with `secret` (text) over `timestamp` (text), a full stop and `body` (bytes)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secret, timestamp, body, signature):
    """Whether the signature is of this body and moment; it takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(signature_of(secret, timestamp, body), signature)


def seconds_off(timestamp, at):
    """How far a moment, in whole seconds since 1970, lies from `at`; None for what is no moment."""
    return abs(at.timestamp() - int(timestamp)) if MOMENT.fullmatch(timestamp) else None
