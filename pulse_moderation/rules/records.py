"""What of Pulse is given out on a public-records request, who rules on it, and who reads it again (B.1.g)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.roles import Role
from pulse_moderation.choices import Exemption, Kind
from workflow.verdicts import YES, first_no, no

MAKES = (Role.ADMIN, Role.LEGAL, Role.GENERAL_COUNSEL)
READS_SECOND = (*MAKES, Role.PULSE_MODERATOR)
MOST_TEXTS = 2000
MOST_DAYS = 3660
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


def may_rule(actor, request, *, may_read=True):
    """Cover words, or withhold a text. Whoever began it does, so that another one can be the second reader."""
    return first_no(may_make(actor), _is_open(request), _is_maker(actor, request), _can_read(may_read))


def may_agree(actor, entry, *, may_read=True):
    return first_no(_reads_second(actor, entry.request), _is_open(entry.request), _can_read(may_read))


def may_review(actor, request, *, waiting):
    """`waiting`: how many texts still need a second reader's agreement."""
    return first_no(_reads_second(actor, request), _is_open(request), _none_waits(waiting))


def may_reopen(actor, request):
    return first_no(may_make(actor), _is_reviewed(request))


def may_export(actor, request, *, waiting):
    return first_no(may_make(actor), _is_reviewed(request), _none_waits(waiting))


def _reads_second(actor, request):
    if not actor.has_role(*READS_SECOND):
        return no(_("The second reader is a moderator, an administrator, or of the Legal Unit."), "B.1.g")
    if actor.pk == request.made_by_id:
        return no(_("Whoever covers words does not agree to it as well. Another person has to read it."), "B.1.g")
    return YES


def _is_open(request):
    return YES if request.is_open else no(_("This request was read to its end. Nothing of it changes now."))


def _is_maker(actor, request):
    if actor.pk != request.made_by_id:
        return no(_("%(name)s answers this request.") % {"name": request.made_by.full_name})
    return YES


def _is_reviewed(request):
    return YES if request.state == "reviewed" else no(_("A second person has to read it first."), "B.1.g")


def _none_waits(waiting):
    return no(_("Some texts still need the agreement of a second reader."), "B.1.g") if waiting else YES


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
