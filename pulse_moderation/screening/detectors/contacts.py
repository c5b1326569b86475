"""Phone numbers and personal e-mail. Those of work are nobody's secret."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of, owner, plain_value

_PHONE = re.compile(
    r"(?<![\w.#/$-])(?:\+?1[-. ]{0,2})?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)(?:[-. /]|[-.] )?)([2-9]\d\d)[-. ]{0,2}(\d{4})(?![\w/]|[-.]\w)"
    r"|(?<![\w.#/$-])()()([2-9]\d\d)[-.](\d{4})(?![\w/]|[-.]\w)"
)
# Other countries write otherwise: with a plus and the country, or however it likes them after a word that says so.
_ABROAD = re.compile(r"(?<![\w+])\+ ?[1-9]\d{0,2}(?:[-. /]{0,2}\(?\d{1,5}\)?){2,6}(?![\w/]|[-.]\d)")
_NAMED = re.compile(
    r"\b(?:(?:cell|cell ?phone|mobile|phone|tel|telephone|whatsapp)(?: (?:number|no\b\.?|num))?(?: is|\s?[:#=])?[ \t]+#?"
    r"|(?:call|text|ring|reach|phone|message)(?: (?:me|him|her|them|us))? (?:back )?(?:at|on|@) |(?:messages to|answering at|number is|number:) )"
    r"(\(?\d(?:[-. ()]{0,2}\d){6,12})(?![\w/:]|[-.]\w)"
)
_CALL = re.compile(
    r"\b(?:call|text|cell|phone|tel|telephone|mobile|reach|home|dial|ring|whatsapp|landline|contact|cellphone|digits|line|number is)\b"
)
_NUMBERED = re.compile(
    r"\b(?:purchase order|p\.?o\.?|orders?|invoice|case|docket|tickets?|tracking|ref(?:erence)?|serial|item|sku|part|model|jjems"
    r"|requisition|contract|confirmation|account|acct|vendor|badge|asset|version|permit|claim|policy|lot|isbn|bid|incident|mmars"
    r"|fund|encumbrance|form|room|id|wo|work order|upc|barcode|batch|code|record|file|report|zip|dfars|cfr|cmr|section|clause)(?:\b|#)(?! (?:manager|worker))"
)
_OF_WORK = re.compile(
    r"\b(?:work|office|main|desk|front|help ?desk|ext|extension|hotline|hot line|crisis|lifeline|fax|on-?call|duty|switchboard"
    r"|department|unit|center|central|conference|dial(?:-?in)?|bridge|toll-?free|eap|hr|it support|support|program|shift|control|state|shop|pool|dispatch|warehouse|vendor|reception|questions?|benefits|payroll|clinic|pharmacy|station|court(?:house)?|clerk|library|kitchen"
    r"|supply|maintenance|company|contractor|store|hotel|restaurant|agency|bureau|(?:snow|weather|info(?:rmation)?|tip|help|crisis|intake|sign-?up|conference|main|closing) line)\b"
)
_OWN = re.compile(
    r"\b(?:my|his|her|their|[a-z]+'s) (?!work|office|desk|duty|state|main|unit|program|ext|front|department|help|shop|station|company|agency)"
)
_FOR_MEETING = re.compile(
    r"[,;:( ]{0,3}(?:for|to|into|and) (?:the |our |a )?(?:\w+ )?(?:conference|meeting|webinar|call|training|session|bridge|town hall)\b"
    r"|[,;:( .]{0,3}(?:and )?(?:the |enter |use |then |with )?(?:pin|pass ?code|access code|conference|meeting id|participant|code)\b"
)
_DATE = re.compile(r"(?:19|20)\d\d[-. ]\d\d?[-. ]\d\d?$|\d\d?[-. ]\d\d?[-. ](?:19|20)\d\d$")
_TOLL_FREE = frozenset(["800", "888", "877", "866", "855", "844", "833", "822"])


class Phones(Detector):
    codes = ("S-PII-OWN", "S-PII-OTHER")
    triggers = (
        r"[2-9]\d\d\)?[-. /]{0,2}[2-9]\d\d[-. ]{0,2}\d{4}",
        r"[2-9]\d\d[-.]\d{4}",
        r"\+ ?[1-9]\d{0,2}[-. /]{0,2}\(?\d",
        r"(?:cell|phone|mobile|tel|whatsapp|number|call|text|ring|reach|message|answering)[^\n]{0,14}[ (]\d[-. ()\d]{6}",
    )

    def find(self, view, context, around):
        seen = []
        for found in _PHONE.finditer(view.lower):
            seen.append(found.span())
            if self._is_personal(found, view.lower, context, around):
                yield Finding(owner(view, context, *found.span(), plain_value(found[0])), *found.span())
        for pattern, group in ((_ABROAD, 0), (_NAMED, 1)):
            for found in pattern.finditer(view.lower):
                start, end = found.span(group)
                if not any(s < end and start < e for s, e in seen) and self._is_elsewhere(
                    found[group], start, end, view.lower, context, around
                ):
                    seen.append((start, end))
                    yield Finding(owner(view, context, start, end, plain_value(found[group])), start, end)

    def _is_elsewhere(self, written, start, end, base, context, around):
        value = plain_value(written)
        if value in around.directory or not 7 <= len(re.sub(r"\D", "", written)) <= 15 or _DATE.match(written):
            return False
        before = _clause(base, start)
        return not last_of(_NUMBERED, before) and not _is_of_work(before, base, end)

    def _is_personal(self, found, base, context, around):
        value = plain_value(found[0])
        if value in around.directory:
            return False
        before = _clause(base, found.start())
        area = found[1] or found[2]
        called = last_of(_CALL, before)
        numbered = last_of(_NUMBERED, before)
        if numbered and (not called or numbered.end() > called.end()):
            return False
        if value in {plain_value(own) for own in context.author_values}:
            return True
        if area in _TOLL_FREE:
            return False
        if _is_of_work(before, base, found.end()):
            return False
        whole = found[0]
        is_written_so = bool(found[1]) or len(re.findall(r"[-. /]", whole.strip())) >= 2
        return bool(called) or (bool(area) and is_written_so)


def _clause(base, start):
    """What stands before in the same sentence, at most forty letters."""
    return re.split(r"[.!?]\s|\n", base[max(0, start - 40) : start])[-1]


def _is_of_work(before, base, end):
    work, own = last_of(_OF_WORK, before[-36:]), last_of(_OWN, before[-36:])
    return (
        (work is not None and (own is None or own.end() < work.end()))
        or re.match(r",?[ -]*(?:x|ext|\(?(?:work|office|desk|fax|main))\b", base[end:]) is not None
        or _FOR_MEETING.match(base, end) is not None
    )


_EMAIL = re.compile(
    r"(?<![\w.+-])([a-z0-9][a-z0-9._%+-]{0,63})(?:@|\s?(?:\(at\)|\[at\]|\{at\})\s?)((?:[a-z0-9-]{1,63}(?:\.|\s?(?:\(dot\)|\[dot\])\s?)){1,6}[a-z]{2,24})\b"
    r"|\b([a-z0-9][a-z0-9._-]{1,40}(?: dot [a-z0-9]+)?) at ((?:gmail|yahoo|hotmail|outlook|icloud|aol|comcast|verizon|protonmail|proton)"
    r"(?: ?dot ?| ?\. ?)(?:com|net|me))\b"
)
_ROLES = frozenset(
    """
    info support help contact admin hr noreply no-reply registration register sales office hello team events
    training feedback webmaster press media careers jobs service billing orders donotreply payroll security records
    benefits finance facilities maintenance helpdesk reception legal admissions enrollment accounts accountspayable
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
