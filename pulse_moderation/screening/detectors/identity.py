"""Social Security numbers: always another's to keep, however they are grouped (B.1.e/2)."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of
from pulse_moderation.screening.rules import Severity

_BARE = re.compile(r"(?<![\w.#/-])(\d{3})([-. ]?)(\d{2})\2(\d{4})(?![\w/]|[-.]\w)")
# Any nine figures, for where a word says what they are.
_NINE = re.compile(
    r"(?<![\d$])(?<!\d[-./,:])(?<![a-mo-z])\(?\d(?:[-. /_,()]{0,3}\d){8}(?![\da-z]|[-./,:]\d|[ -]{1,2}\d)"
)
_GROUPED = frozenset(
    [
        (9,),
        (3, 2, 4),
        (3, 6),
        (5, 4),
        (3, 3, 3),
        (4, 5),
        (3, 4, 2),
        (1,) * 9,
        (2, 2, 2, 3),
        (2, 2, 2, 2, 1),
        (3, 2, 2, 2),
        (2, 3, 4),
    ]
)
_LABELS = (
    r"purchase orders?|p\.?o\.?|case|docket|orders?|invoice|inv|tickets?|tracking|ref(?:erence)?|version|ver|v|build|release|model"
    r"|part|p/n|serial|item|sku|rooms?|ext(?:ension)?|lot|batch|permit|policy|claim|jjems|requisition|req|contract|confirmation|wo"
    r"|badge|asset|tag|zip|isbn|routing|form|vendor|fund|code|grant|appropriation|line|bid|license plate|plate|incident|report"
    r"|dys|encumbrance|mmars|tel|phone|fax|call|cell|pin|passcode|score|page|bar ?code|upc|grid|locker|unit|key|log|file|record"
    r"|filter|meter|voucher|loan|receipt|warranty|waybill|ein|ndc|odometer|account|acct|card"
)
_NUMBERED = r"(?:part|lot|serial|model|case|orders?|invoice|tracking|tickets?|version|build|asset|claim|policy|permit|contract|confirmation|item|sku|vendor|badge)"
_NO_NUMBER = r"(?! ?(?:media|work|stud|comm|event|club|hour|distanc|skill|service|gather|justice|emotional|media|network|sci|night|dance|security (?:office|admin)))"
_SSN = (
    rf"s\.? ?s\.? ?n\.?s?(?![a-z])|ssan|soc(?:ial)?\.? ?sec(?:urity)?\b(?! (?:office|admin))|ss ?(?=#|no\b|num)|ssa\b(?! office)"
    rf"|(?<!cream )social\b{_NO_NUMBER}|soc\b|ss\b|itin\b"
)
# Words that stand between "SSN" and its number as often as they have numbers of their own.
_LOOSE = re.compile(
    r"(?:forms?|grant|fund|bid|rooms?|page|card|unit|line|file|record|key|log|report|call|cell|phone|code|dys|tag|ext|score|account|acct|routing|v|pin)$"
)
_DIRECT = re.compile(r"\s*(?:(?:number|no|num|id|is)\b\.?|[#:-]|\s)*")
_OWN_NUMBER = re.compile(r"\s*(?:(?:number|no|num)\b\.?|#)[\s:#is=]*$")
_LABEL = re.compile(rf"\b(?:(?P<other>(?:{_LABELS})\b)|(?P<ssn>{_SSN}))")
_AFTER = re.compile(
    rf"[^\d\n]{{0,45}}?(?:\bs\.?s\.?n\b|\bssan\b|\bsocial sec|\bsoc\.? sec|\b(?:through|with|to|at|by|from|for) (?:the )?ssa\b(?! office)"
    rf"|(?:\b(?:his|her|my|their|your|the|a)|'s) (?:full )?social\b{_NO_NUMBER})"
)
_PASSED = re.compile(r"(?<!\bno)(?<!\bnum)[.;!?\n]\s|\b(?:and|his|her|my|their)\b|\bis\b(?!\s*$)")
_IS = re.compile(r"\b(?:and|his|her|my|their)\b|(?<!\bno)(?<!\bnum)[.;!?\n]\s")
_NEXT_SENTENCE = re.compile(r"(?<!\bno)(?<!\bnum)[.!?\n]\s+(?:\S+\s+){4}")
BEFORE = 60


class IdentityNumbers(Detector):
    codes = ("S-PII-OTHER",)
    triggers = (r"\d(?:[-. /,()\x1e]{0,3}\d){8}",)

    def find(self, view, context, around):
        seen, taken = [], set()
        for found in _NINE.finditer(view.lower):
            if _is_called_one(found, view.lower):
                start = found.start() + (found[0][0] == "(" and ")" not in found[0])
                seen.append((start, found.end()))
                taken.update(range(start, found.end()))
        for found in _BARE.finditer(view.base):
            if taken.isdisjoint(range(*found.span())) and _is_written_like_one(found, view.base):
                seen.append(found.span())
        for start, end in sorted(seen):
            yield Finding("S-PII-OTHER", start, end, Severity.HOLD)


def _is_called_one(found, low):
    """Whether a word before or after says that nine figures are a Social Security number."""
    groups = tuple(map(len, re.findall(r"\d+", found[0])))
    digits = re.sub(r"\D", "", found[0])
    if groups not in _GROUPED or len(set(digits)) == 1 or digits.startswith("000"):
        return False
    before = low[max(0, found.start() - BEFORE) : found.start()]
    label = _told_label(before)
    if label and label["ssn"]:
        return not _NEXT_SENTENCE.search(before[label.end() :])
    if label and not _PASSED.search(before[label.end() :]):
        return False
    return _AFTER.match(low, found.end()) is not None


def _told_label(before):
    """The last word that says what is numbered; a loose one yields to an SSN word before it in the sentence."""
    last = None
    for found in _LABEL.finditer(before):
        is_loose = found["other"] and _LOOSE.match(found["other"]) and not _OWN_NUMBER.match(before[found.end() :])
        if not (
            last and last["ssn"] and is_loose and not re.search(r"[.;!?]\s", before[last.end() + 1 : found.start()])
        ):
            last = found
    return last


def _stands_off(label, before):
    """Whether a word that has numbers of its own only now and then is parted from this one: "the form shows 123-45-6789"."""
    return _LOOSE.match(label["other"]) and not _DIRECT.fullmatch(before[label.end() :])


def _is_written_like_one(found, base):
    """Whether 3-2-4 figures without a word stand where nothing else is numbered so."""
    area, gap, group, serial = found.groups()
    if area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000":
        return False
    before = base[max(0, found.start() - BEFORE) : found.start()]
    label = last_of(_LABEL, before)
    if label and label["other"] not in (None, "card") and not _stands_off(label, before):
        passed = _IS if re.fullmatch(_NUMBERED, label["other"]) else _PASSED
        if not passed.search(before[label.end() :]):
            return False
    if gap == "-":
        return True
    after = base[found.end() : found.end() + 2]
    return gap == " " and not re.search(r"\d[ ,]*$", before) and not re.match(r" \d", after)
