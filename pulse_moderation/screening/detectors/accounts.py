"""Cards, bank accounts and licences: numbers that check, and numbers that a word names (B.1.e/2)."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of
from pulse_moderation.screening.rules import Severity

_CARD = re.compile(r"(?<![\w.-])(?<!\d )(?:\d[ -]?){11,18}\d(?![\w-]| \d)")
_CARD_WORD = re.compile(
    r"(?<!id )(?<!key )(?<!gas )(?<!report )(?<!library )(?<!badge )(?<!time )\b(?:cards?|cc|visa|mastercard|amex|discover|credit|debit)\b"
)
_OTHER = re.compile(
    r"\b(?:tracking|order|po|invoice|ticket|serial|isbn|upc|bar ?code|phone|fax|case|meeting|waybill|asset)\b"
)
_IBAN = re.compile(r"(?<![\w-])[a-z]{2}\d\d(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?(?![\w-])")
_ACCOUNT = re.compile(
    r"\b(?:account|acct|routing|bank)\.? ?(?:number|no\.?|num|#)?(?: is|:| =)? ?#?(\d{6,17})\b"
    r"|\b(?:driver'?s?'? licen[sc]e|licen[sc]e|lic|passport)\.? ?(?:number|no\.?|num|#)(?: is|:| =)? ?#?([a-z]{0,2}\d[\d-]{4,12}\d)\b"
    r"|\bdriver'?s?'? licen[sc]e(?: is|:| =)? ?#?([a-z]{0,2}\d[\d-]{4,12}\d)\b"
)


class Accounts(Detector):
    codes = ("S-PII-OTHER",)
    triggers = (
        r"(?:\d[ -]?){12}",
        r"(?:account|acct|routing|bank|licen[sc]e|lic|passport)[^\n]{0,24}\d{4}",
        r"\b[a-z]{2}\d\d ?[a-z0-9]{4} ?[a-z0-9]{4} ?[a-z0-9]{4}",
    )

    def find(self, view, context, around):
        base = view.base
        for found in _CARD.finditer(base):
            if _is_card(found, base):
                yield Finding("S-PII-OTHER", *found.span(), Severity.HOLD)
        for found in _IBAN.finditer(base):
            if _is_account_of_the_world(found[0].replace(" ", "")):
                yield Finding("S-PII-OTHER", *found.span(), Severity.HOLD)
        for found in _ACCOUNT.finditer(base):
            yield Finding("S-PII-OTHER", *found.span(found.lastindex), Severity.HOLD)


def _is_card(found, base):
    digits = re.sub(r"\D", "", found[0])
    if not _checks(digits) or len(set(digits)) < 3:
        return False
    if digits[0] in "3456" and len(digits) in (14, 15, 16):
        return True
    before = base[max(0, found.start() - 50) : found.start()]
    named, other = last_of(_CARD_WORD, before), last_of(_OTHER, before)
    return bool(named) and digits[0] in "123456" and (not other or other.end() < named.end())


def _checks(digits):
    """Luhn's check, which card numbers satisfy."""
    odd = sum(int(digit) for digit in digits[-1::-2])
    return (odd + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def _is_account_of_the_world(iban):
    """ISO 13616: the first four go to the end, letters count from ten, and the rest of 97 is one."""
    moved = iban[4:] + iban[:4]
    return 15 <= len(iban) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
