"""The name a file came with, made fit to show: no folders, nothing invisible, nothing that turns the text around."""

import re
import unicodedata

LONGEST = 120


def plain_name(name):
    """The last part of `name` without control, format and surrogate characters, 120 characters at most; may be empty."""
    last = re.split(r"[/\\]", str(name))[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    shown = " ".join(shown.split()).strip(" .")
    if len(shown) <= LONGEST:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
    return shown[:LONGEST]
