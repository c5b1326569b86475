"""Words that are covered in one text of a public-records request are covered in all that is given out (B.1.g)."""

from audit.services import record
from pulse_moderation.models import Redaction
from pulse_moderation.rules import records as rules


def readable(request):
    """[(entry, [(start, end, the redaction elsewhere)])] of the texts to give out in which such words can still be read."""
    entries = list(request.entries.select_related("revision", "post").prefetch_related("redactions"))
    covered = {}
    for entry in entries:
        for one in entry.redactions.all():
            words = rules.words_of(entry.revision.text, one.start, one.end)
            if words is not None and (words not in covered or one.is_bound):
                covered[words] = one
    found = ((entry, list(_readable_in(entry, covered))) for entry in entries if entry.is_included)
    return [(entry, spans) for entry, spans in found if spans]


def _readable_in(entry, covered):
    text = entry.revision.text
    plain, spans = rules.plain(text), [(one.start, one.end) for one in entry.redactions.all()]
    for words, one in covered.items():
        if words.plain in plain:
            for start, end in words.spans_in(text):
                if not rules.is_covered(start, end, spans):
                    yield start, end, one


def cover(request, *, actor, at, is_theirs=lambda entry: True):
    """Cover them too, in the texts that `is_theirs` lets through; returns those texts. Call it with the request locked."""
    touched = []
    for entry, spans in readable(request):
        if is_theirs(entry):
            Redaction.objects.bulk_create(
                (
                    Redaction(entry=entry, start=start, end=end, exemption=one.exemption, note=one.note,
                              is_bound=one.is_bound, made_by=actor, made_at=at)
                    for start, end, one in spans
                ),
                ignore_conflicts=True,
            )  # fmt: skip
            touched.append(entry)
    return touched


def same(redaction):
    """The redactions of the same words in the request, with their entries; that one among them."""
    wanted = rules.words_of(redaction.entry.revision.text, redaction.start, redaction.end)
    others = Redaction.objects.filter(entry__request=redaction.entry.request_id)
    return [
        one
        for one in others.select_related("entry__revision", "entry__post")
        if one.pk == redaction.pk
        or (wanted is not None and rules.words_of(one.entry.revision.text, one.start, one.end) == wanted)
    ]


def tell(entries, request, *, actor, at):
    """Enter that words were covered in these texts as well."""
    for entry in entries:
        record("records_request.covered", subject=request, actor=actor, at=at, clause="B.1.g",
               facts={"entry": str(entry.public_id)})  # fmt: skip
