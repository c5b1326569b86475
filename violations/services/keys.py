"""The key of an anonymous report: seven words of the EFF long word list (7,776 words; 90 bits), and what is kept of them.

Kept is Argon2id over the words alone, with a salt that stands in no database: so a report is found by its key, no two
have the same, and a copy of the database tells nothing about either.
"""

import re
import secrets
from functools import cache

from argon2.low_level import Type, hash_secret_raw
from xkcdpass.xkcd_password import generate_wordlist

from sealing.hashes import keyed_hash

WORDS = 7
SALT = "report key salt"
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else
CODE_GROUPS = 5  # of four signs: 98 bits
SEPARATORS = re.compile(r"[\s,.;/]+")


class NoKey(ValueError):
    """What was typed is not seven words of the list."""


def draw():
    """Seven new words with spaces between them."""
    return " ".join(secrets.choice(_listed()) for _ in range(WORDS))


def read(typed):
    """The words with one space between them, however they were spaced or capitalized. Raises NoKey."""
    if len(typed) > 200:
        raise NoKey
    words = SEPARATORS.split(typed.strip().lower())
    if len(words) != WORDS or not set(words) <= set(_listed()):
        raise NoKey
    return " ".join(words)


def digest(typed):
    """What a key is kept and found as, 32 bytes. Takes time and memory on purpose. Raises NoKey."""
    return hash_secret_raw(
        read(typed).encode(), _salt(), time_cost=3, memory_cost=65536, parallelism=2, hash_len=32, type=Type.ID
    )


def draw_code():
    """The code of a receipt: 7KQM-2VXD-9HTR-4BNW-C6PE."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(CODE_GROUPS))


def read_code(typed):
    """The code of a receipt as it is kept, however it was typed; "" when it cannot be one."""
    signs = re.sub(r"[\s-]", "", typed.upper()) if len(typed) <= 60 else ""
    if len(signs) != 4 * CODE_GROUPS or not set(signs) <= set(SIGNS):
        return ""
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


@cache
def _listed():
    return tuple(sorted(generate_wordlist("eff-long", min_length=1, max_length=20)))


def _salt():
    """Made by the key of the keyed hashes, which is kept outside the database."""
    return keyed_hash(SALT, "")[:16]
