"""Youth by name, initial or JJEMS number (B.1.h, C.2.a). What is shown never says which youth."""

import re

import re2

from pulse_moderation.screening.detectors.base import Detector, Finding
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.view import is_near

CASE_WORDS = (
    r"(?:committed|commitment|detained|detention|gcl|grant of conditional liberty|revocation|revoked|revo|awol|placement|placed|court"
    r"|court date|clvr|arraign\w*|adjudicated|hearing|caseworker|probation|restraint|room confinement|contraband|youthful offender"
    r"|discharge|discharged|mittimus|overnight arrest|conditional liberty|pass|home pass|staffing|treatment plan|unit|resident|client)"
)
_CASE = re2.compile(rf"\b{CASE_WORDS}\b")
_NUMBER = re.compile(
    r"\bjjems\b(?:\s|:|#|-|\(|no\b\.?|number|id\b|is\b|=|file|record|entry|case)*((?:[a-z]{1,6}[-\s]?)?\d{4,12})\b"
)
WITHIN = 60  # letters, about eight words


def has_case_words(base):
    """Whether a first name alone could tell something here."""
    return _CASE.search(base) is not None


class YouthNames(Detector):
    codes = ("S-YOUTH",)
    triggers = (r"jjems[^\n]{0,30}\d{4}",)

    def find(self, view, context, around):
        for found in _NUMBER.finditer(view.base):
            yield Finding("S-YOUTH", *found.span(1), Severity.CRITICAL)
        staff = {(start, end) for start, end, what in view.staff if what == "full"}
        for start, end, what in view.youth:
            severity = self._severity(view, start, end, what)
            if severity and (start, end) in staff:
                severity = Severity.HOLD
            if severity:
                yield Finding("S-YOUTH", start, end, severity)

    def _severity(self, view, start, end, what):
        written = view.cased[start:end]
        is_name = written[:1].isupper() and written.split()[-1][:1].isupper()
        if what == "number":
            return Severity.CRITICAL
        if what == "full":
            return Severity.CRITICAL if is_name else Severity.HOLD
        if what == "initial":
            return (
                Severity.HOLD
                if is_name
                and written[-1:].isupper()
                and view.cased[end : end + 1] in ("", ".", " ", ",", "'", "!", "?")
                else None
            )
        is_whole = not view.cased[end : end + 1].isalnum()
        cases = view.cached("case words", lambda: [found.span() for found in _CASE.finditer(view.base)])
        return (
            Severity.HOLD
            if is_whole
            and written[:1].isupper()
            and is_near(cases, start, end, WITHIN)
            and not _has_surname(view, start, end)
            else None
        )


def _has_surname(view, start, end):
    """A first name before another surname than the youth's is another person: "Jordan Baker, caseworker"."""
    return any(s <= start and end <= e for s, e in view.names)
