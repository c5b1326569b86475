"""What of Pulse is given out on a public-records request, who rules on it, and who reads it again (B.1.g)."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from people.roles import Role
from pulse_moderation.choices import Exemption, Kind
from workflow.verdicts import YES, first_no, no

MAKES = (Role.ADMIN, Role.LEGAL, Role.GENERAL_COUNSEL)
READS_SECOND = (*MAKES, Role.PULSE_MODERATOR)
MOST_TEXTS = 2000
MOST_DAYS = 3660
MOST_NUMBERS = 20  # of texts, in one sentence
LEAST_LETTERS = 4  # letters and digits; shorter words tell nothing by themselves
ABOUT_YOUTH = frozenset({"S-YOUTH", "S-REL", "S-HEALTH", "S-CORI"})
SECRET = "S-CRED"
COVERED = {SECRET: Exemption.N, "S-PII-OTHER": Exemption.O, "S-PII-OWN": Exemption.O}  # proposed when it is drawn


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    exemption: str


def may_make(actor):
    if not actor.has_role(*MAKES):
        return no(_("Only administrators and the Legal Unit answer public-records requests."), "B.1.g")
    return YES


def plan_fits(*, first_on, last_on):
    if last_on < first_on:
        return no(_("The last day is before the first."))
    return YES if (last_on - first_on).days < MOST_DAYS else no(_("Choose ten years at most."))


def is_not_too_much(count):
    if not count:
        return no(_("Nothing on Pulse matches this. Choose other days, or narrow it less."))
    if count > MOST_TEXTS:
        return no(_("More than %(most)d texts match. Narrow it, or answer in parts.") % {"most": MOST_TEXTS})
    return YES


def may_rule(actor, entry, *, may_read=True):
    """Cover words, or withhold a text. Whoever began the request does, so that another one can be the second reader; of
    what they wrote themselves another one who may begin one does.
    """
    request = entry.request
    return first_no(
        may_make(actor), _is_open(request), _is_not_own(actor, entry), _answers(actor, entry), _can_read(may_read)
    )


def may_agree(actor, entry, *, may_read=True):
    request = entry.request
    return first_no(
        _reads_second(actor, request), _is_open(request), _is_not_own(actor, entry), _did_not_rule(actor, entry),
        _can_read(may_read),
    )  # fmt: skip


def may_review(actor, request, *, waiting, readable=(), own=0):
    """`waiting`: how many texts still need a second reader's agreement; `readable`: the numbers of those in which words can
    be read that are covered elsewhere; `own`: how many this person wrote and nobody else agreed to.
    """
    return first_no(
        _reads_second(actor, request), _is_open(request), _none_readable(readable), _none_waits(waiting), _none_own(own)
    )


def may_reopen(actor, request):
    return first_no(may_make(actor), _is_reviewed(request))


def may_export(actor, request, *, waiting, readable=()):
    return first_no(may_make(actor), _is_reviewed(request), _none_waits(waiting), _none_readable(readable))


def _reads_second(actor, request):
    if not actor.has_role(*READS_SECOND):
        return no(_("The second reader is a moderator, an administrator, or of the Legal Unit."), "B.1.g")
    if actor.pk == request.made_by_id:
        return no(_("Whoever covers words does not agree to it as well. Another person has to read it."), "B.1.g")
    return YES


def _is_open(request):
    return YES if request.is_open else no(_("This request was read to its end. Nothing of it changes now."))


def is_theirs(actor, entry):
    """Whether it is this person who rules on a text, as far as who wrote it and who began the request say."""
    return bool(first_no(_is_not_own(actor, entry), _answers(actor, entry)))


def _is_not_own(actor, entry):
    if entry.post.author_id == actor.pk:
        return no(
            _("Nobody rules on their own text, or agrees to what is left out of it. Another person has to."), "B.1.g"
        )
    return YES


def _answers(actor, entry):
    request = entry.request
    if actor.pk != request.made_by_id and entry.post.author_id != request.made_by_id:
        return no(_("%(name)s answers this request.") % {"name": request.made_by.full_name})
    return YES


def _did_not_rule(actor, entry):
    if entry.ruled_by_id == actor.pk:
        return no(_("Whoever covers words does not agree to it as well. Another person has to read it."), "B.1.g")
    return YES


def _is_reviewed(request):
    return YES if request.state == "reviewed" else no(_("A second person has to read it first."), "B.1.g")


def _none_waits(waiting):
    return no(_("Some texts still need the agreement of a second reader."), "B.1.g") if waiting else YES


def _none_readable(numbers):
    if numbers:
        return no(
            _("Words that are covered in one text can still be read in others: no. %(numbers)s.")
            % {"numbers": ", ".join(map(str, numbers[:MOST_NUMBERS])) + (" …" if len(numbers) > MOST_NUMBERS else "")},
            "B.1.g",
        )
    return YES


def _none_own(own):
    return no(_("You wrote some of these texts. Another reader has to agree to those first."), "B.1.g") if own else YES


def _can_read(may_read):
    return YES if may_read else no(_("A private message that you may not read, or have not opened."), "B.1.a")


def withholding_fits(*, is_included, exemption, reason):
    if not is_included and (exemption not in Exemption.values or not reason.strip()):
        return no(_("Withholding a text needs an exemption and a reason."), "B.1.g")
    return YES


def span_fits(text, start, end, exemption):
    if exemption not in Exemption.values:
        return no(_("Covering words needs an exemption."), "B.1.g")
    return YES if 0 <= start < end <= len(text) else no(_("These words are not in the text."))


def proposal(kind, *, is_youth_material, codes):
    """(exemption, reason) to withhold a text whole, proposed for the maker to judge; empty to give it out."""
    if is_youth_material or codes & ABOUT_YOUTH:
        return Exemption.A, _("It may tell of a youth (G.L. c. 120 §21).")
    if kind == Kind.MESSAGE:
        return Exemption.C, _("A private message.")
    return "", ""


def spans_of(text, quote, *, every):
    """[(start, end)] where exactly these words stand: the first, or every one."""
    found, start = [], text.find(quote) if quote else -1
    while start >= 0:
        found.append((start, start + len(quote)))
        start = text.find(quote, start + len(quote)) if every else -1
    return found


@dataclass(frozen=True)
class Words:
    """Words that are covered somewhere, to be found elsewhere: in any case and spacing, and whole where they stood whole."""

    plain: str
    is_whole: tuple  # at their begin, at their end
    said: tuple = field(compare=False)

    @cached_property
    def _pattern(self):
        begin, end = (
            mark if is_whole else "" for mark, is_whole in zip((r"(?<!\w)", r"(?!\w)"), self.is_whole, strict=True)
        )
        return re.compile(begin + r"\s+".join(map(re.escape, self.said)) + end, re.IGNORECASE)

    def spans_in(self, text):
        return [found.span() for found in self._pattern.finditer(text)]


def words_of(text, start, end):
    """The Words that stand there, or None where they are too few letters to tell anything."""
    said = text[start:end].split()
    if sum(char.isalnum() for word in said for char in word) < LEAST_LETTERS:
        return None
    start, end = text.index(said[0], start), start + len(text[start:end].rstrip())
    is_whole = (
        text[start].isalnum() and not text[start - 1 : start].isalnum(),
        text[end - 1].isalnum() and not text[end : end + 1].isalnum(),
    )
    return Words(plain(text[start:end]), is_whole, tuple(said))


def plain(text):
    """The same for texts that differ in case and spacing alone."""
    return " ".join(text.casefold().split())


def is_covered(start, end, spans):
    """Whether all from `start` to `end` is covered by `spans` together."""
    for begin, until in sorted(spans):
        if begin <= start < until:
            start = until
    return start >= end


def merged(spans):
    """[(start, end, exemptions)] in order, without overlaps; each says every exemption that covers some of it."""
    found = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if found and span.start < found[-1][1]:
            start, end, letters = found[-1]
            found[-1] = (start, max(end, span.end), letters | {span.exemption})
        else:
            found.append((span.start, span.end, {span.exemption}))
    return [(start, end, "".join(f"({letter})" for letter in sorted(letters))) for start, end, letters in found]


def given_out(text, spans):
    """[(words, exemptions)] of a text as it is given out: in place of covered words stands "", with what covers them."""
    pieces, at = [], 0
    for start, end, letters in merged(spans):
        pieces += [(text[at:start], ""), ("", letters)]
        at = end
    pieces.append((text[at:], ""))
    return [piece for piece in pieces if any(piece)]


def in_words(pieces):
    """The same as one text."""
    return "".join(words or f"[REDACTED {letters}]" for words, letters in pieces)
