"""Confidential investigations (C.2.g, B.3.a). Every hit is for Legal alone: that it is one tells something already."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding
from pulse_moderation.screening.view import is_near

_WORDS = re.compile(
    r"\b(?:under investigation|investigat(?:ion|ions|ed|ing|or|ors)|internal affairs|being looked into)\b"
)
_TRAINING = re.compile(
    r"\b(?:training|course|class|workshop|policy|policies|procedure|procedures|unit|division|office|bureau|team|skills|techniques)\b"
)
_HANDLE = re.compile(r"(?<![\w.])@?([a-z0-9][a-z0-9_.-]{2,40}[a-z0-9_])(?![\w@])")
_IN_PATH = re.compile(r"/@?([a-z0-9][a-z0-9_.-]{2,40})")
WITHIN, MOST_TRIED = 80, 60


class Investigations(Detector):
    codes = ("S-CONF",)
    triggers = (r"investigat|internal affairs|being looked into",)

    def find(self, view, context, around):
        named = [span[:2] for span in (*view.youth, *view.staff) if span[2] in ("full", "initial")] or view.names
        for found in _WORDS.finditer(view.base):
            near = view.base[found.end() : found.end() + 14]
            if is_near(named, *found.span(), WITHIN) and not _TRAINING.search(near):
                yield Finding("S-CONF", *found.span(), restricted=True)


class Handles(Detector):
    """Handles that are registered as confidential, known by their keyed hashes. Only what is written like one is hashed."""

    codes = ("S-CONF",)
    triggers = (r"@[a-z0-9_]", r"/@?[a-z0-9_.-]{3}", r"[a-z0-9][\x1e.][a-z0-9]|[a-z][0-9]|[a-z]-[0-9]")

    def is_needed(self, around):
        return bool(around.confidential and around.handle_keys)

    def find(self, view, context, around):
        tried = {}
        # An underscore is a letter of a handle, and folding makes it a hyphen: the text as cased still has it.
        low = view.cased.lower()
        for pattern in (_HANDLE, _IN_PATH):
            for found in pattern.finditer(low):
                word = found[1].rstrip(".-")
                marked = found[0][0] in "@/" or not word.isalpha()
                if marked and word not in tried and len(tried) < MOST_TRIED:
                    tried[word] = not around.confidential.isdisjoint(around.handle_keys(word))
                if marked and tried.get(word):
                    yield Finding("S-CONF", found.start(1), found.start(1) + len(word), restricted=True)
