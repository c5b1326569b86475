"""Phone numbers, personal e-mail and home addresses. Those of work are nobody's secret."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of, owner, plain_value
from pulse_moderation.screening.view import is_near

_PHONE = re.compile(
    r"(?<![\w.#/$-])(?:\+?1[-. ]{0,2})?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)(?:[-. /]|[-.] )?)([2-9]\d\d)[-. ]{0,2}(\d{4})(?![\w/]|[-.]\w)"
    r"|(?<![\w.#/$-])()()([2-9]\d\d)[-.](\d{4})(?![\w/]|[-.]\w)"
)
_CALL = re.compile(
    r"\b(?:call|text|cell|phone|tel|telephone|mobile|reach|home|dial|ring|whatsapp|landline|contact|cellphone|digits|line|number is)\b"
)
_NUMBERED = re.compile(
    r"\b(?:purchase order|p\.?o\.?|orders?|invoice|case|docket|tickets?|tracking|ref(?:erence)?|serial|item|sku|part|model|jjems"
    r"|requisition|contract|confirmation|account|acct|vendor|badge|asset|version|permit|claim|policy|lot|isbn|bid|incident|mmars"
    r"|fund|encumbrance|form|room|id|wo|work order|upc|barcode|batch|code|record|file|report|zip)(?:\b|#)(?! (?:manager|worker))"
)
_OF_WORK = re.compile(
    r"\b(?:work|office|main|desk|front|help ?desk|ext|extension|hotline|hot line|crisis|lifeline|fax|on-?call|duty|switchboard"
    r"|department|unit|center|central|conference|dial-?in|bridge|toll-?free|eap|hr|it support|support|program|shift|control|state)\b"
)
_TOLL_FREE = frozenset(["800", "888", "877", "866", "855", "844", "833", "822"])


class Phones(Detector):
    codes = ("S-PII-OWN", "S-PII-OTHER")
    triggers = (r"[2-9]\d\d\)?[-. /]{0,2}[2-9]\d\d[-. ]{0,2}\d{4}", r"[2-9]\d\d[-.]\d{4}")

    def find(self, view, context, around):
        for found in _PHONE.finditer(view.lower):
            if self._is_personal(found, view.lower, context, around):
                yield Finding(owner(view, context, *found.span(), plain_value(found[0])), *found.span())

    def _is_personal(self, found, base, context, around):
        value = plain_value(found[0])
        if value in around.directory:
            return False
        if value in {plain_value(own) for own in context.author_values}:
            return True
        first = max(0, found.start() - 40)
        before = re.split(r"[.!?]\s|\n", base[first : found.start()])[-1]
        area = found[1] or found[2]
        called = last_of(_CALL, before)
        numbered = last_of(_NUMBERED, before)
        if numbered and (not called or numbered.end() > called.end()):
            return False
        if area in _TOLL_FREE:
            return False
        if _OF_WORK.search(before[-32:]) or re.match(
            r",?\s*(?:x|ext|\(?(?:work|office|desk|fax|main))\b", base[found.end() :]
        ):
            return False
        whole = found[0]
        is_written_so = bool(found[1]) or len(re.findall(r"[-. /]", whole.strip())) >= 2
        return bool(called) or (bool(area) and is_written_so)


_EMAIL = re.compile(
    r"(?<![\w.+-])([a-z0-9][a-z0-9._%+-]{0,63})(?:@|\s?(?:\(at\)|\[at\]|\{at\})\s?)((?:[a-z0-9-]{1,63}(?:\.|\s?(?:\(dot\)|\[dot\])\s?)){1,6}[a-z]{2,24})\b"
    r"|\b([a-z0-9][a-z0-9._-]{1,40}(?: dot [a-z0-9]+)?) at ((?:gmail|yahoo|hotmail|outlook|icloud|aol|comcast|verizon|protonmail|proton)"
    r"(?: ?dot ?| ?\. ?)(?:com|net|me))\b"
)
_ROLES = frozenset(
    """
    info support help contact admin hr noreply no-reply registration register sales office hello team events
    training feedback webmaster press media careers jobs service billing orders donotreply
""".split()
)


class Emails(Detector):
    codes = ("S-PII-OWN", "S-PII-OTHER")
    triggers = (
        r"@[a-z0-9-]+\.",
        r"[\[({]at[\])}]",
        r" at (?:gmail|yahoo|hotmail|outlook|icloud|aol|comcast|verizon|proton)",
    )

    def find(self, view, context, around):
        for found in _EMAIL.finditer(view.lower):
            local, host = found[1] or found[3], found[2] or found[4]
            host = re.sub(r"\s?[\[(]?\bdot\b[\])]?\s?", ".", host).replace(" ", "")
            is_work = any(host == domain or host.endswith("." + domain) for domain in around.work_domains)
            value = plain_value(found[0])
            if not is_work and local not in _ROLES and value not in around.directory:
                yield Finding(owner(view, context, *found.span(), value), *found.span())


_KINDS = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|circle|cir|place|pl|terrace|ter|way|parkway"
    r"|pkwy|highway|hwy|square|sq)\b\.?"
)
_ADDRESS = re.compile(
    rf"(?<![\w.#/$-])\d{{1,5}}[a-z]?\s+(?:[nsew]\.?\s+|north |south |east |west )?(?:[a-z'.]+\s+){{1,3}}?{_KINDS}"
    r"(?:,? (?:apt|apartment|unit|#)\.? ?#?\w{1,5})?"
)
_HOME = re.compile(
    r"\b(?:live|lives|living|lived|home|house|address|moved|moving|apartment|apt|reside[sd]?|my place|his place|her place|their place"
    r"|new place|stays? at|staying|mail it to|condo)\b"
)
_NOT_STREETS = re.compile(
    r"\b(?:minutes?|hours?|miles?|days?|weeks?|months?|years?|people|staff|youth|kids|percent|of|the|to|and|a|in|on|for|per|new|am|pm)\b"
)


class Addresses(Detector):
    codes = ("S-PII-OWN", "S-PII-OTHER")
    triggers = (rf"\d[a-z]?\s+(?:[a-z'.]+\s+){{1,4}}{_KINDS[:-5]}\b",)

    def find(self, view, context, around):
        for found in _ADDRESS.finditer(view.lower):
            value = plain_value(found[0])
            near = view.lower[max(0, found.start() - 60) : found.end() + 30]
            own = value in {plain_value(own) for own in context.author_values}
            at_home = (
                _HOME.search(near)
                or is_near(view.coworkers, *found.span(), 40)
                or re.search(r"\b(?:apt|apartment|unit|#)\b", found[0])
            )
            if _NOT_STREETS.search(found[0]) or value in around.directory or not (own or at_home):
                continue
            if not own and re.search(
                r"\b(?:office|program|center|training|headquarters|facility|court(?:house)?|meeting)\b", near
            ):
                if not re.search(r"\b(?:lives?|home address|her home|his home|my home|their home|house)\b", near):
                    continue
            yield Finding(owner(view, context, *found.span(), value), *found.span())
