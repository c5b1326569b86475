"""Social Security and other identity numbers, always held; birth dates, which need a word that says so."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of, owner, plain_value
from pulse_moderation.screening.rules import Severity

_SSN = re.compile(r"(?<![\w.#/-])(?<!\d )(\d{3})([-. ]?)(\d{2})\2(\d{4})(?![\w/]|[-.]\w| \d)")
_LABELS = (
    r"purchase orders?|p\.?o\.?|case|docket|orders?|invoice|tickets?|tracking|ref(?:erence)?|version|ver|v|build|release|model|part"
    r"|serial|item|sku|rooms?|ext(?:ension)?|lot|batch|permit|policy|claim|jjems|requisition|req|contract|confirmation|wo"
    r"|badge|asset|tag|zip|isbn|routing|form|vendor|fund|code|grant|appropriation|line|bid|license plate|plate|incident|report"
    r"|dys|encumbrance|mmars|tel|phone|fax|call|cell|score|page|bar ?code|upc|grid|locker|unit|key|log|file|record"
)
_LABEL = re.compile(
    rf"\b(?:(?P<other>{_LABELS})|(?P<ssn>s\.?s\.?n\.?s?|social security|social sec|soc(?:ial)?|ss ?(?=#|no|num)|ss))\b"
)
_AFTER = re.compile(r"[^\d]{0,12}\b(?:ssn|social security)\b")
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])")
_ACCOUNT = re.compile(
    r"\b(?:account|acct|routing|bank)\.? ?(?:number|no\.?|num|#)?(?: is|:| =)? ?#?(\d{6,17})\b"
    r"|\b(?:driver'?s?'? licen[sc]e|licen[sc]e|lic|passport)\.? ?(?:number|no\.?|num|#)(?: is|:| =)? ?#?([a-z]{0,2}\d{6,9})\b"
    r"|\bdriver'?s?'? licen[sc]e(?: is|:| =)? ?#?([a-z]{0,2}\d{6,9})\b"
)


class IdentityNumbers(Detector):
    codes = ("S-PII-OTHER",)
    triggers = (
        r"\d{3}[-. ]?\d{2}[-. ]?\d{4}",
        r"(?:\d[ -]?){13}",
        r"(?:account|acct|routing|bank|licen[sc]e|lic|passport)[^\n]{0,24}\d{6}",
    )

    def find(self, view, context, around):
        for found in _SSN.finditer(view.base):
            if _is_ssn(found, view.base):
                yield Finding("S-PII-OTHER", *found.span(), Severity.HOLD)
        for found in _CARD.finditer(view.base):
            digits = re.sub(r"\D", "", found[0])
            if digits[0] in "3456" and len(digits) in (14, 15, 16) and _checks(digits) and len(set(digits)) > 2:
                yield Finding("S-PII-OTHER", *found.span(), Severity.HOLD)
        for found in _ACCOUNT.finditer(view.base):
            yield Finding("S-PII-OTHER", *found.span(found.lastindex), Severity.HOLD)


def _is_ssn(found, base):
    area, gap, group, serial = found.groups()
    if area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000":
        return False
    start = max(0, found.start() - 60)
    label = last_of(_LABEL, base[start : found.start()])
    if label and label["ssn"]:
        return True
    if _AFTER.match(base, found.end()):
        return True
    if label and not re.search(
        r"(?<!\bno)(?<!\bnum)[.;!?\n]\s|\b(?:and|his|her|my|their|is)\b", base[start + label.end() : found.start()]
    ):
        return False
    return bool(gap) and gap != "." and (gap == "-" or not re.search(r"\d[ ,]*$", base[start : found.start()]))


def _checks(digits):
    """Luhn's check, which card numbers satisfy."""
    odd = sum(int(digit) for digit in digits[-1::-2])
    return (odd + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19\d\d|20[0-2]\d|'?\d\d)"
_DATE = re.compile(
    r"(?<![\w.#/-])(?:"
    rf"(?:0?[1-9]|1[0-2])(?P<gap>[-/. ])(?:0?[1-9]|[12]\d|3[01])(?P=gap){_YEAR}"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?P<gap2>[-/.])(?:0?[1-9]|1[0-2])(?P=gap2){_YEAR}"
    r"|(?:19\d\d|20[0-2]\d)(?P<gap3>[-/.])(?:0?[1-9]|1[0-2])(?P=gap3)(?:0?[1-9]|[12]\d|3[01])"
    rf"|{_MONTH}[ -]?\d{{1,2}}(?:st|nd|rd|th)?(?:,? ?|-){_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH},?[ -]?{_YEAR}"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d"
    r")(?![\w/]|[-.]\w)"
)
_BORN = r"d\.?o\.?b\.?|date of birth|birth[ -]?dates?|birth[ -]?days?|b-?days?|born(?: on)?|birth|b\. ?"
_OTHER_DATE = (
    r"hired?|start(?:s|ed|ing)?|due|effective|expir\w*|exp|issued?|court|review(?:ed)?|posted|since|version|revised|revision"
    r"|meeting|training|founded|established|deadline|until|updated?|by|before|through|dated|printed|scheduled|party|held"
    r"|received|submitted|delivered|opened|closed|signed|completed?|filed|created|entered|corrected|verified|invoice|order"
)
_DATED = re.compile(rf"\b(?:(?P<born>{_BORN})|(?P<other>{_OTHER_DATE}))(?![a-z])")
_THING = re.compile(
    r"\b(?:program|department|building|initiative|policy|idea|project|unit|office|center|portal|system|agency|tradition|pulse"
    r"|division|plan|it)\s+(?:was |were )?born"
)


class BirthDates(Detector):
    codes = ("S-PII-OTHER", "S-PII-OWN")
    triggers = (r"(?:birth|b-?day|born|d\.?o\.?b|\bb\.)[^\n]{0,60}\d", r"\d[^\n]{0,24}(?:birth|b-?day|born|d\.?o\.?b)")

    def find(self, view, context, around):
        for found in _DATE.finditer(view.base):
            if _is_birth(view.base, *found.span()):
                code = owner(view, context, *found.span(), plain_value(found[0]))
                yield Finding(code, *found.span())


def _is_birth(base, start, end):
    first = max(0, start - 50)
    before = base[first:start]
    label = last_of(_DATED, before)
    if label and label["born"]:
        return not _THING.search(before) and not re.search(r"\d", before[label.end() :])
    after = base[end : end + 18]
    return not label and bool(re.match(r"\s*\(?\s*(?:[-–] ?)?(?:d\.?o\.?b|date of birth|birth ?date)", after))
