"""Usernames and passwords that are shared (B.1.f)."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding

_THING = (
    r"(?:pass ?words?|passwd|pass ?codes?|pass ?phrases?|pwd?|pin(?: (?:code|number))?|log-?ins?|log in|user ?names?|user ?ids?"
    r"|credentials|creds|access code|security code|vg id)"
)
_SAID = re.compile(
    rf"\b(?P<whose>my|our|his|her|their|[a-z]+'s)?\s?(?:\w+\s){{0,2}}?(?P<thing>{_THING})\b"
    r"(?:(?:\s(?:for|to|on|at|of)\s(?:[\w-]+\s){0,4}?[\w-]+?)?"
    r"(?P<link>\s?(?:is|was|are|=|:|->|-(?=\s))(?:\s(?:still|now|just|set to|always))*\s?)|\s)"
    r"(?P<quote>['\"(]?)(?P<secret>[^\s'\"]{3,40})"
)
_COMMON = frozenset(
    """
    about above account accounts after again all alone already also always and any are area ask asked assigned back
    because been before being below best between blocked both box but called can cannot case change changed changes
    changing checked clear coming compromised confirmed correct created default deleted different disabled does done
    don't easy either encrypted entered every everyone exactly expire expired expires expiring expiry field fields
    fine first for forgotten found from given going gone good got guide had has hard have help here how immediately
    important incorrect individual invalid issue issues its just kept known later less like linked locked long
    longer lost made manager managers may meant missing more must nearly need needed needs never new next not
    nothing now off okay old one only onto open our out outdated over own page personal please policies policy
    posted private problem problems process protected protection provided ready recovered recovery rejected
    remembered replaced required requirement requirements reset resets reused right rules safe same saved screen
    secret secure security sent server set setup shared should simple site something still stored strength strong
    stronger such sure temporarily temporary that the their them then there these they this those through tied too
    training two under unique unknown until update updated updates updating used useful user users using valid very
    via wait was weak week weeks well were what when where which while who why will with within without work working
    works wrong yes yet you your yours manual prompt button session sessions lengths length times time attempts
    attempt resetting sharing hygiene reminder day month at in on of to is it if or so we be by do go no an as a i
    pressed
""".split()
)
_BOTH = re.compile(
    r"\b(?:log-?in|user ?name|password|creds|credentials)\b[^\n]{0,60}?[:=\s]([\w.@-]{3,30})\s?[/|]\s?([^\s/]{4,30})"
)
_USE_MINE = re.compile(
    r"\b(?:use|using|borrow|try|log ?in (?:with|under|as|on)|sign ?in (?:with|under|as)|go in (?:under|with)|logged in (?:under|as)|share) "
    r"(?:my|his|her|each other'?s|[a-z]+'s) (?:\w+ )?(?:log-?in|account|password|user ?name|credentials|creds|pass|pin|badge login)\b"
    r"|\blog ?in as me\b|\b(?:here(?:'s| is| are)|this is|these are) (?:my|the|his|her|our) (?:\w+ )?(?:log-?ins?|password|user ?name|credentials|creds|pin)\b"
    r"|\b(?:dm|message|text|e-?mail|send|tell|give|ask) (?:me|him|her|us|you|them) (?:for )?(?:my|your|his|her|the|our|their) (?:\w+ )?(?:password|log-?in|pin|credentials|creds)\b"
)
# A conference is joined with a number that everybody in it has.
_TO_JOIN = re.compile(
    r"\b(?:meetings?|webinars?|zoom|teams|webex|google meet|conference|dial(?:-?in| in)?|join(?:ing)?|call-?in|town hall|training|session|bridge)\b"
)
_NEVER = re.compile(
    r"\b(?:never|not|don't|dont|do not|please don't|no one|nobody|can't|cannot|should not|shouldn't|must not|won't|anyone who|asks? you|"
    r"asking|may not|avoid|stop|if (?:someone|anyone|somebody)|forbid|prohibit|prohibited|against)\b[^.!?\n]{0,70}$"
)


class Credentials(Detector):
    codes = ("S-CRED",)
    triggers = (
        _THING,
        r"\b(?:log|sign|logged|go) ?in (?:with|under|as|on)\b",
        r"\b(?:use|using|borrow|try|share) (?:my|his|her|each|[a-z]+'s)\b",
    )

    def find(self, view, context, around):
        for found in _SAID.finditer(view.lower):
            start, end = found.span("secret")
            secret = view.cased[start:end].rstrip(".,;:!?)'\"")
            if secret and self._is_told(found, secret, view):
                yield Finding("S-CRED", start, start + len(secret))
        for found in _BOTH.finditer(view.lower):
            secret = found[2].rstrip(".,;:!?)'\"")
            if (
                any(char.isdigit() for char in secret)
                and any(char.isalpha() for char in secret)
                and not _is_prose(secret)
            ):
                yield Finding("S-CRED", found.start(1), found.start(2) + len(secret))
        for found in _USE_MINE.finditer(view.lower):
            if not _NEVER.search(view.lower[max(0, found.start() - 90) : found.start()]):
                yield Finding("S-CRED", *found.span(), is_secret=False)

    def _is_told(self, found, secret, view):
        plain = secret.casefold()
        if plain in _COMMON or plain.split("-")[0] in _COMMON or not any(char.isalnum() for char in plain):
            return False
        has_digit = any(char.isdigit() for char in secret)
        has_letter = any(char.isalpha() for char in secret)
        mixed = has_digit and has_letter or any(char in "!@#$%^&*_=+~" for char in secret[1:])
        mixed = mixed or ("-" in secret and secret != plain and len(secret) > 8)
        linked = bool(found["link"])
        is_number = "code" in found["thing"] or found["thing"].startswith(("pin", "pass"))
        if is_number and secret.isdigit() and not found["whose"]:
            if _TO_JOIN.search(view.lower[max(0, found.start() - 70) : found.start("thing")]):
                return False
        if found["thing"].startswith("pin"):
            return has_digit and len(secret) >= 4 and (linked or bool(found["whose"]))
        if mixed or (linked and secret.isdigit() and len(secret) >= 4):
            return not _is_prose(secret)
        if not linked:
            return False
        after = view.lower[found.end("secret") :][:14]
        ends = re.match(r"\W*(?:$|\n|[.!,;)]|and\b|for\b|if\b|so\b|until\b|in case\b|pass)", after) is not None
        if found["quote"]:
            return True
        if ":" in found["link"] or "=" in found["link"]:
            return (
                len(secret) >= 4
                and (ends or has_digit)
                and not _NEVER.search(view.lower[max(0, found.start() - 60) : found.start()])
            )
        return bool(found["whose"]) and (ends or has_digit) and len(secret) >= 4


def _is_prose(secret):
    """ "two-factor", "12-character", "90-day", "2FA", "B.1.f": written with signs or digits, and no secret."""
    return bool(
        re.fullmatch(
            r"\d{1,3}-[a-z]+|[a-z]+-(?:factor|step|time|based|free|protected)|2fa|mfa|[a-c]\.\d(?:\.[a-z])*|\d+(?:am|pm|th|st|nd|rd)",
            secret.casefold(),
        )
    )
