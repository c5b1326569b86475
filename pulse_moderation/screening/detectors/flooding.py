"""Floods: many links, capitals throughout, the same text again, letters that ask to be passed on (B.1.d)."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding
from pulse_moderation.screening.floods import text_hash

MOST_LINKS, LONGEST_SHOUT, SHARE = 3, 60, 0.7
_LINK = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+|(?<![\w@.])[a-z0-9-]+\.(?:com|net|org|biz|info|shop|store|io|co|ly|xyz)\b(?:/\S*)?"
)
_COUNT = r"(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|fifty|a hundred|all|every|everyone|everybody|at least)"
_CHAIN = re.compile(
    rf"\b(?:forward|share|send|pass|repost|re-post|copy|paste|text|e-?mail|tag|fwd) (?:this|it|these|the (?:message|post|letter|email|chain))?"
    rf"(?: \w+){{0,4}}? ?(?:to|with|on to|along to) (?:at least )?{_COUNT} (?:\w+ ){{0,2}}?(?:people|friends|others|contacts|co-?workers|persons|you know|staff members you|of your)\b"
    r"|\b(?:copy and paste|copy & paste|repost|re-post|share) this\b[^.!?]{0,40}\b(?:status|wall|don't break|or else|luck|if you (?:love|agree|care))\b"
    r"|\b(?:don't|do not|never) break (?:the|this) chain\b|\bbad luck (?:for|will)\b[^.!?]{0,30}\byears?\b"
    rf"|\btag {_COUNT} (?:\w+ )?(?:people|friends|others|co-?workers)\b"
)
_PRICE = re.compile(r"\$ ?\d[\d,.]*|\b\d+ ?(?:dollars|bucks|usd)\b|\b\d{1,3} ?% off\b|\bhalf off\b")
_SALE = re.compile(
    r"\b(?:for sale|on sale|sale|selling|sell|sells|obo|or best offer|discount|coupon|promo|buy now|buy|order now|limited time|"
    r"deal|deals|cash ?app|venmo|zelle|per month|guaranteed|earn|side hustle|pre-?order|clearance|raffle|fundraiser|act now|% off|half off)\b"
)
_WORK_SALE = re.compile(
    r"\b(?:purchase order|p\.?o\.?|vendor|budget|invoice|procurement|sheriff|petty cash|overtime|vouchers?|reimburs\w*|per diem|mileage)\b"
)


class Flooding(Detector):
    codes = ("S-SPAM",)
    triggers = (
        r"(?:https?://|www\.|\.(?:com|net|org|biz|info|shop|store|io|co|ly|xyz)\b)",
        r"\b(?:forward|share|send|pass|repost|re-post|copy|paste|text|e-?mail|tag|fwd|chain|luck)\b[^\n]{0,80}(?:people|friends|others|contacts|co-?workers|persons|you know|you know|members|of your|status|wall|break|else|luck|you (?:love|agree|care))",
        r"\$ ?\d|\d ?(?:dollars|bucks|usd)\b|\d ?% off|half off|break (?:the|this) chain|bad luck",
    )

    def find(self, view, context, around):
        base = view.base
        if not context.official:
            yield from self._asking(base)
            links = [found.span() for found in _LINK.finditer(base)]
            most = around.options.get("S-SPAM", {}).get("most_links", MOST_LINKS)
            if len(links) > most:
                yield Finding("S-SPAM", links[0][0], links[-1][1], is_secret=False)
            letters = sum(char.isalpha() for char in view.cased)
            if letters > LONGEST_SHOUT and sum(char.isupper() for char in view.cased) > SHARE * letters:
                yield Finding("S-SPAM", 0, len(base), is_secret=False)
        if context.recent_hashes and (own := text_hash(view.folded.original)) and own in context.recent_hashes:
            yield Finding("S-SPAM", 0, len(base), is_secret=False)

    def _asking(self, base):
        for found in _CHAIN.finditer(base):
            yield Finding("S-SPAM", *found.span(), is_secret=False)
        for found in _PRICE.finditer(base):
            near = base[max(0, found.start() - 70) : found.end() + 70]
            if _SALE.search(near) and not _WORK_SALE.search(near):
                yield Finding("S-SPAM", *found.span(), is_secret=False)
