"""The screen: all rules over one text. First one question to the set of all patterns; only then where and what."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from pulse_moderation.screening import detectors, readings
from pulse_moderation.screening.context import NOTHING_KNOWN
from pulse_moderation.screening.detectors.flooding import LONGEST_SHOUT, SHARE
from pulse_moderation.screening.detectors.youth import has_case_words
from pulse_moderation.screening.fold import ODD, Folded, fold, fold_all
from pulse_moderation.screening.known import Known, words_of
from pulse_moderation.screening.lexis import Lexis
from pulse_moderation.screening.lookalikes import UNDERSCORE
from pulse_moderation.screening.masking import excerpt
from pulse_moderation.screening.matching import PatternSet
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.view import View
from pulse_moderation.screening.words import WordRule, any_of, spans_of

LONGEST_TEXT = 200_000  # of a longer one the rest is not looked at; no source may send one
MOST_SPANS, MOST_HITS = 2000, 200  # of one text; a hostile one holds more, and a moderator needs no more
FEW_CAPITALS = int(LONGEST_SHOUT * SHARE)  # no text with so few is shouted
MASKED = ("S-CRED",)
_CAPITALS = bytes(range(65, 91))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. Offsets count in the text as given; a hit on a picture has 0 and 0.

    `restricted` is for Legal alone: nobody else may see it, nor anything that follows from it.
    """

    rule: str
    version: int
    clause: str
    severity: Severity
    mode: str
    start: int
    end: int
    excerpt: str
    restricted: bool = False


class Screen:
    """All rules, made ready once (about two seconds, hardly any with the words of one before) and used from any number of
    threads.

    `youth` and `staff` are `Known`; `platforms` are hosts of social sites, `allowed_hosts` those that may be linked to,
    `work_domains` those of work e-mail, `directory` the work phone numbers and addresses anybody may post.
    `confidential` holds keyed hashes of registered handles, and `handle_keys(handle)` yields the hashes of one.
    """

    def __init__(self, rules, *, youth=None, staff=None, **surroundings):
        nobody = Known((), fold=fold)
        self._youth, self._staff = youth or nobody, staff or nobody
        self._rules = {rule.code: rule for rule in rules}
        options = {rule.code: rule.options for rule in rules}
        self._around = detectors.Surroundings(**surroundings, options=options)
        self._set = PatternSet()
        self._odd = self._set.add(ODD)
        self._parted = self._set.add(readings.PARTED)
        self._harmless = frozenset((self._parted,))  # in itself
        self._drawn_out = self._set.add(readings.DRAWN_OUT)
        self._disguised = frozenset((self._drawn_out, *map(self._set.add, readings.TRIGGERS)))
        self._words = [WordRule.of(rule, self._set) for rule in rules if rule.terms]
        self._exceptions = {rule.code: any_of(rule.exceptions) for rule in rules if rule.exceptions}
        self._groups = [(words, n) for words in self._words for n in range(len(words.groups))]
        self._owned = {words.numbers[n]: place for place, (words, n) in enumerate(self._groups)}
        self._lexis, self._readings = _made_of(tuple(words.groups[n] for words, n in self._groups))
        self._phrased = self._set.add(rf"\b(?:{'|'.join(self._lexis.phrases) or chr(127)})\b")
        self._detectors = [
            d for d in detectors.ALL if any(c in self._rules for c in d.codes) and d.is_needed(self._around)
        ]
        self._by_name = next((d for d in self._detectors if "S-YOUTH" in d.codes), None)
        self._asked = {self._set.add(loosened(trigger)): d for d in self._detectors for trigger in d.triggers}
        self._of_words = (self._drawn_out, self._parted, self._phrased)
        self._set.ready()

    def hits(self, text, context=NOTHING_KNOWN):
        """Every hit, by place. Never raises on any text; the same text, rules and context give the same hits."""
        text = text[:LONGEST_TEXT]
        if context.is_thorough:
            return self._closely(fold_all(text), None, context)
        if not text.isascii():
            folded = fold(text)
        else:
            low = text.lower().encode().replace(b"_", UNDERSCORE.encode())
            numbers = self._set.match(low)
            if self._harmless.issuperset(numbers) and self._is_quiet(text, low, context, bool(numbers)):
                return ()
            if self._odd not in numbers:
                return self._closely(Folded(text, text, low.decode()), numbers, context, low)
            folded = fold_all(text)
        low = folded.base.encode()
        return self._closely(folded, self._set.match(low), context, low)

    def _is_quiet(self, text, low, context, is_parted):
        """Whether nothing can be found in a plain text of which the set knows nothing."""
        if context.has_image or context.youth_material or context.recent_hashes:
            return False
        if _is_loud(text, low):
            return False
        words = words_of(low)
        return not (self._lexis.may_hit(low, words, is_parted) or self._names_youth(words, text))

    def _names_youth(self, words, text):
        if not self._youth.is_near(words):
            return False
        seen = {one.what for one in self._youth.find(words)}
        return bool(seen - {"first"}) or (bool(seen) and has_case_words(text))

    def _closely(self, folded, numbers, context, low=None):
        """`numbers` are of the patterns that are known to match; None asks all."""
        low = folded.base.encode() if low is None else low
        view = View(folded, low, youth=self._youth, staff=self._staff)
        found = [*self._word_findings(view, numbers), *self._detected(view, numbers, context)]
        if context.official:  # an announcement may sound like one; posting it again and again may not
            found = [f for f in found if f.code != "S-SPAM" or (f.start, f.end) == (0, len(view.base))]
        found = [f for f in found if not self._is_excused(f, view)]
        found += self._of_pictures(found, context)
        return tuple(self._hits(found, folded, view))

    def _is_excused(self, finding, view):
        """Whether it lies inside a phrase that its rule lets through."""
        if (phrases := self._exceptions.get(finding.code)) is None:
            return False
        spans = view.cached(("excused", finding.code), lambda: spans_of(phrases, view.low))
        return any(start <= finding.start and finding.end <= end for start, end in spans)

    def _word_findings(self, view, numbers):
        spans_of = {}
        for place, span in islice(self._found_words(view, numbers), MOST_SPANS):
            words, n = self._groups[place]
            spans_of.setdefault(id(words), []).append((n, span))
        for words in self._words if spans_of else ():
            spans = spans_of.get(id(words))
            if not spans:
                continue
            excused = words.excused(view.low)
            for n, (start, end) in spans:
                if any(s <= start and end <= e for s, e in excused):
                    continue
                group = words.groups[n]
                if view.is_surname(start, end) and not self._lexis.spelled(view.low[start:end]):
                    continue  # "Ms. Slutzky": only a piece of it is one of ours
                if group.is_name and view.is_named(start, end, group.severity.rank >= Severity.HOLD.rank):
                    continue
                if severity := words.severity(words.groups[n], start, end, view):
                    yield detectors.Finding(words.rule.code, start, end, severity, is_secret=words.rule.code in MASKED,
                                            restricted=words.rule.code == "S-CONF")  # fmt: skip

    def _found_words(self, view, numbers):
        """(place of the group, span): words as they stand, words inside others, disguised words."""
        low = view.low
        if numbers is None:
            numbers = self._set.match(low)
        for number in numbers:
            if (place := self._owned.get(number)) is not None:
                for start, end in self._set.spans(number, low):
                    if not self._lexis.is_english(low[start:end]):
                        yield place, (start, end)
        for place, start, end in self._lexis.find(low, *(asked in numbers for asked in self._of_words)):
            yield place, (start, end)
        if not self._disguised.isdisjoint(numbers) or view.folded.needs_reading:
            for reading in self._readings.find(view.folded, low):
                yield reading.group, (reading.start, reading.end)

    def _detected(self, view, numbers, context):
        if numbers is None or context.recent_hashes or _is_loud(view.cased, view.low):
            asked = self._detectors
        else:
            asked = list(dict.fromkeys(self._asked[n] for n in numbers if n in self._asked))
            if self._by_name and self._by_name not in asked and view.youth:
                asked.append(self._by_name)
        for detector in asked:
            yield from (f for f in detector.find(view, context, self._around) if f.code in self._rules)

    def _of_pictures(self, found, context):
        """Pictures are always looked at; youth material needs a release that is valid (B.1.h)."""
        if context.has_image and "S-IMG" in self._rules:
            yield detectors.Finding("S-IMG", 0, 0)
        names_youth = any(f.code == "S-YOUTH" and f.severity in (Severity.HOLD, Severity.CRITICAL) for f in found)
        if (
            (context.youth_material or (context.has_image and names_youth))
            and not context.released
            and "S-REL" in self._rules
        ):
            yield detectors.Finding("S-REL", 0, 0)

    def _hits(self, found, folded, view):
        text = folded.original
        merged = _merged(
            [(f, *(folded.span(f.start, f.end) if f.end > f.start else (0, 0))) for f in found], self._rules
        )
        if not merged:
            return
        if len(merged) > MOST_HITS:  # the gravest of them
            gravest = sorted(merged, key=lambda one: Severity(one[0].severity).rank, reverse=True)[:MOST_HITS]
            merged = sorted(gravest, key=lambda one: (one[1], one[2], one[0].code))
        secrets = [(start, end) for f, start, end in merged if f.is_secret and end > start]
        secrets += [folded.span(start, end) for start, end, _what in (*view.youth, *view.staff)]
        for f, start, end in merged:
            rule = self._rules[f.code]
            shown = excerpt(text, start, end, secrets) if end > start else ""
            yield Hit(
                f.code,
                rule.version,
                rule.clause,
                f.severity or rule.severity,
                rule.mode,
                start,
                end,
                shown,
                f.restricted,
            )


@lru_cache(maxsize=4)
def _made_of(groups):
    """What the words of all rules come to: a screen that is made again because a name came has it at once."""
    lexis = Lexis(groups)
    return lexis, readings.Readings(groups, lexis)


def loosened(trigger):
    """A trigger that asks for less: an automaton that counts letters grows with every text."""
    return re.sub(r"\[\^\\n\]\{0,\d+\}", r"[^\\n]*", trigger)


def _is_loud(text, low):
    """Whether there are so many capitals that the text may be shouted."""
    return len(low) > LONGEST_SHOUT and len(text.encode().translate(None, _CAPITALS)) < len(low) - FEW_CAPITALS


def _merged(found, rules):
    """One hit where several of one rule overlap: the most severe, over all their places. By place, then rule."""
    made = []
    for f, start, end in sorted(found, key=lambda one: (one[0].code, one[1], -one[2])):
        severity = f.severity or rules[f.code].severity
        if made and made[-1][0].code == f.code and (start < made[-1][2] or (start, end) == made[-1][1:]):
            before, first, last = made[-1]
            strongest = max(before.severity, severity, key=lambda one: Severity(one).rank)
            made[-1] = (
                replace(before, severity=strongest, is_secret=before.is_secret or f.is_secret),
                first,
                max(last, end),
            )
        else:
            made.append((replace(f, severity=severity), start, end))
    return sorted(made, key=lambda one: (one[1], one[2], one[0].code))
