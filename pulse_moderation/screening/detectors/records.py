"""Law enforcement by name (C.2.d) and docket numbers (C.2.c)."""

import re

import re2

from pulse_moderation.screening.detectors.base import Detector, Finding
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.view import NOT_NAMES

_TITLE = (
    r"(?:police officer|probation officer|parole officer|officer|trooper|special agent|agent|detective|det\.|sergeant|sgt\.?|lieutenant"
    r"|lt\.?|deputy|sheriff|constable|patrolman|patrol officer|(?:atf|fbi|dea|ice|dhs)(?: agent| special agent)?|police chief|state police"
    r"|police (?:sergeant|lieutenant|captain|detective)|police|captain|marshal)"
)
_OFFICER = re2.compile(rf"\b(?i:{_TITLE})\s+((?:[A-Z]\.\s?)?[A-Z][a-z]+(?:['-][A-Z][a-z]+)?(?:\s[A-Z][a-z]+)?)")
_RANKS_ELSEWHERE = re.compile(
    r"\b(?:chief|executive|information|financial|program|privacy|hearing|security|training|compliance|records|human resources|affirmative action) $"
)


class Officers(Detector):
    codes = ("S-LEO",)
    triggers = (
        r"\b(?:officer|trooper|agent|detective|det|sergeant|sgt|lieutenant|lt|deputy|sheriff|constable|patrolman|atf|fbi|dea|ice|dhs|police|captain|marshal)\b\.?\s+[a-z]",
    )

    def find(self, view, context, around):
        for found in _OFFICER.finditer(view.cased):
            words = re.findall(r"[a-z']+", found[1].lower())
            before = view.base[max(0, found.start() - 24) : found.start()]
            if words[0] in NOT_NAMES or words[-1] in NOT_NAMES and len(words) > 1 or _RANKS_ELSEWHERE.search(before):
                continue
            yield Finding("S-LEO", *found.span(), Severity.INFO if context.press else Severity.HOLD)


_DOCKET = re.compile(
    r"\bdocket(?: (?:number|no|num|#))?\.?\s?(?:is|:|#|=)?\s?#?((?:[a-z]{0,4}[-\s]?)?\d{2,4}[a-z]{0,3}[-\s]?[a-z]{0,3}[-\s]?\d{2,6})\b"
    r"|(?<![\w-])(\d{2,4}[ -]?(?:cr|jv|dl|yo|crd|rd|del|cra)[ -]?\d{3,6})(?![\w-])"
)


class Dockets(Detector):
    codes = ("S-CORI",)
    triggers = (r"docket[^\n]{0,20}\d{2}", r"\d{2}[ -]?(?:cr|jv|dl|yo|crd|rd|del|cra)[ -]?\d{3}")

    def find(self, view, context, around):
        for found in _DOCKET.finditer(view.base):
            yield Finding("S-CORI", *found.span(found.lastindex), Severity.CRITICAL)
