"""The hash under which a text that is posted again is known, however it is spaced or decorated."""

from hashlib import blake2b

from pulse_moderation.screening.fold import fold
from pulse_moderation.screening.known import words_of


def text_hash(text):
    """16 bytes, the same for texts that differ in case, spacing, punctuation or look-alikes alone; b"" for no words."""
    words = words_of(fold(text).base.encode())
    return blake2b(b" ".join(words), digest_size=16).digest() if words else b""
