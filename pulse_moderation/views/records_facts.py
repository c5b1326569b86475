"""What the pages of a public-records request show, as the dictionaries the components take."""

from django.utils.translation import gettext as _

from audit.sentences import sentence
from audit.services import events_about
from policy.calendar import moment
from pulse_moderation.choices import Exemption
from pulse_moderation.models import Hit
from pulse_moderation.rules import records as rules
from pulse_moderation.rules.records import Span
from pulse_moderation.services import records
from pulse_moderation.states import RecordsState
from pulse_moderation.views.shown import pieces, readable

STATUS = {RecordsState.OPEN: "open", RecordsState.REVIEWED: "passed", RecordsState.EXPORTED: "ended"}
MOST_EVENTS = 30


def requests(rows):
    return [{"kept": kept, "status": status(kept)} for kept in rows]


def status(kept):
    return {"kind": STATUS[kept.state], "text": str(kept.get_state_display())}


def facts(kept, waiting):
    """What was asked for, and how far it is."""
    withheld = kept.entries.filter(is_included=False).count()
    return [
        {"label": _("Asked by"), "value": kept.requester.reveal(), "meta": f"{kept.requested_on:%m/%d/%Y}"},
        {"label": _("Posts from"), "value": f"{kept.first_on:%m/%d/%Y} – {kept.last_on:%m/%d/%Y}"},
        {"label": _("Author"), "value": kept.author},
        {"label": _("Words"), "value": kept.term.reveal() if kept.term else ""},
        {"label": _("Answered by"), "value": kept.made_by.full_name, "meta": moment(kept.created_at)},
        {"label": _("Texts"), "value": str(kept.entries.count())},
        {"label": _("Withheld whole"), "value": str(withheld)},
        {"label": _("Wait for the second reader"), "value": str(waiting)},
        {
            "label": _("Second reader"),
            "value": kept.read_by.full_name if kept.read_by else "",
            "meta": moment(kept.read_at),
        },
        {"label": _("Given out"), "value": moment(kept.exported_at)},
    ]


def entries(kept, rows, *, reader):
    """[{entry, status, covered, is_own}] of a page of texts; of one's own nothing is said of what is left out."""
    waiting = set(records.waiting(kept).filter(pk__in=[entry.pk for entry in rows]).values_list("pk", flat=True))
    return [
        {
            "entry": entry,
            "status": _standing(entry, entry.pk in waiting),
            "covered": len(entry.redactions.all()),
            "is_own": entry.post.author_id == reader.pk,
        }
        for entry in rows
    ]


def _standing(entry, is_waiting):
    if is_waiting:
        return {"kind": "open", "text": _("For the second reader")}
    if entry.agreed_by_id:
        return {"kind": "passed", "text": _("Agreed")}
    return {"kind": "passed", "text": _("Given out whole")}


def entry_facts(entry):
    """One text as it stands and as it would be given out."""
    hits = Hit.objects.filter(revision=entry.revision).shown().select_related("rule")
    hits, covered = list(hits.order_by("start", "pk")), list(entry.redactions.select_related("made_by"))
    text = entry.revision.text
    spans = [Span(one.start, one.end, one.exemption) for one in covered]
    events = events_about(entry.request).order_by("-at", "-event_id")[:MOST_EVENTS]
    return {
        "kept": entry.request,
        "entry": entry,
        "post": entry.post,
        "pieces": pieces(text, hits),
        "given_out": [(readable(words), letters) for words, letters in rules.given_out(text, spans)],
        "covered": [
            {"one": one, "letter": Exemption(one.exemption).label, "words": _words(text, one, hits)} for one in covered
        ],
        "facts": _facts(entry),
        "status": _standing(entry, records.waiting(entry.request).filter(pk=entry.pk).exists()),
        "entries": [{"at": event.at, "text": sentence(event), "kind": "", "clause": event.clause} for event in events],
    }


def _words(text, one, hits):
    """The covered words as they may be shown here: what is masked stays so."""
    inside = [hit for hit in hits if hit.start < one.end and hit.end > one.start]
    if one.is_bound or any(hit.rule.code in rules.COVERED for hit in inside):
        return _("[masked]")
    return readable(text[one.start : one.end])


def of_ones_own(entry):
    """What its author reads of it: never what matched, nor what is left out because of it."""
    left_out = _left_out(entry)
    return {
        "given_out": [],
        "covered": [],
        "is_own": True,
        "facts": [fact for fact in _facts(entry) if fact not in left_out],
    }


def _left_out(entry):
    return [
        {"label": _("Exemption"), "value": Exemption(entry.exemption).label if entry.exemption else ""},
        {"label": _("Reason"), "value": entry.reason},
    ]


def _facts(entry):
    post = entry.post
    return [
        {"label": _("Kind"), "value": str(post.get_kind_display())},
        {"label": _("Author"), "value": post.writer, "meta": str(post.worksite or "")},
        {"label": _("Posted"), "value": moment(entry.revision.posted_at)},
        {"label": _("Text"), "value": str(entry.revision.number)},
        {"label": _("State now"), "value": str(post.get_state_display())},
        *_left_out(entry),
        {
            "label": _("Agreed by"),
            "value": entry.agreed_by.full_name if entry.agreed_by else "",
            "meta": moment(entry.agreed_at),
        },
    ]
