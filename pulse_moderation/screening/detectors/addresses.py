"""Where somebody lives (B.1.e). An address that no word gives to a person is an office's, and only noted."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, owner, plain_value
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.view import is_near

_KINDS = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|circle|cir|place|pl|terrace|ter|way|parkway"
    r"|pkwy|highway|hwy|square|sq)\b\.?"
)
_ADDRESS = re.compile(
    rf"(?<![\w.#/$-])\d{{1,5}}[a-z]?\s+(?:[nsew]\.?\s+|north |south |east |west )?(?:[a-z'.]+\s+){{1,3}}?{_KINDS}"
    r"(?:,? (?:apt|apartment|unit|#)\.? ?#?\w{1,5})?"
)
_BOX = re.compile(r"\bp\.? ?o\.? box \d{1,6}\b")
_WHOSE = r"(?:my|his|her|their|[a-z]+'s)"
_HOME = re.compile(
    rf"\b(?:live[sd]?|living|reside[sd]?|staying|stays) (?:\w+ ){{0,3}}?(?:at|on|in)\b"
    rf"|\b{_WHOSE} (?:new |old |current |mom's |mother's |dad's |family's )?(?:home|house|place|apartment|apt|condo|street|mailing|billing|address|crib)\b"
    r"|\bour (?:new |old )?(?:home|house|place|apartment|condo)\b"
    r"|\bhome address|\b(?:i|he|she|we|they|who) (?:just |have |has |had |'ve |'s )?(?:moved|moving)\b|\b(?:i'm|he's|she's|we're) (?:moving|at home)\b"
    r"|\bmoved in\b|\bnew (?:place|house|apartment|condo)\b|\bapartment\b|\bhouse(?:warming)?\b(?! (?:is|has) (?:hosting|closed))|\bcondo\b"
    r"|\bcome (?:by|over)\b|\bmy door\b|\bnext door to (?:me|us)\b"
)
_AT_HOME = re.compile(rf"\b(?:lives?|lived|home address|{_WHOSE} (?:\w+ )?(?:home|house|apartment|place))\b")
_OF_WORK = re.compile(
    r"\b(?:offices?|programs?|center|training|headquarters|facility|court(?:house)?|meeting|site|region|agency|department|school|vendor"
    r"|hospital|clinic|church|library|restaurant|deliver(?:y|ies)|dock|group home|open house|house of correction|full house|closed|road ?work)\b"
)
_NOT_STREETS = re.compile(
    r"\b(?:minutes?|hours?|miles?|days?|weeks?|months?|years?|people|staff|youth|kids|percent|of|the|to|and|a|in|on|for|per|new|am|pm)\b"
)


class Addresses(Detector):
    codes = ("S-PII-OWN", "S-PII-OTHER")
    triggers = (rf"\d[a-z]?\s+(?:[a-z'.]+\s+){{1,4}}{_KINDS[:-5]}\b", r"\bp\.? ?o\.? box \d")

    def find(self, view, context, around):
        owned = {plain_value(own) for own in context.author_values}
        for pattern in (_ADDRESS, _BOX):
            for found in pattern.finditer(view.lower):
                value = plain_value(found[0])
                if pattern is _ADDRESS and _NOT_STREETS.search(found[0]) or value in around.directory:
                    continue
                if value in owned or self._is_home(view, *found.span()):
                    yield Finding(owner(view, context, *found.span(), value), *found.span())
                elif pattern is _ADDRESS and not _OF_WORK.search(_near(view.lower, *found.span())):
                    yield Finding("S-PII-OWN", *found.span(), Severity.INFO)

    def _is_home(self, view, start, end):
        near = _near(view.lower, start, end)
        if _AT_HOME.search(near):
            return True
        if _OF_WORK.search(near):
            return False
        has_flat = re.search(r"\b(?:apt|apartment)\b|#", view.lower[start:end])
        others = [span for span in view.coworkers if span[1] <= start or end <= span[0]]
        return bool(has_flat or _HOME.search(near) or is_near(others, start, end, 40))


def _near(low, start, end):
    return low[max(0, start - 60) : end + 30]
