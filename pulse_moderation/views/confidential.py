"""Accounts of investigations that posts on Pulse name: for the Legal Unit alone (B.3.a, C.2.g)."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from audit.services import record_outside
from investigations.views.access import confidential
from pulse_moderation.choices import Kind
from pulse_moderation.models import ConfidentialHit
from pulse_moderation.services import attached
from workflow.keyset import paginate

AROUND = 80  # letters before and after


@require_safe
@confidential
def confidential_hit_list(request):
    """Newest first, with the words around each. Shows what names an investigation, so every view is recorded."""
    hits = ConfidentialHit.objects.select_related("revision__post__author", "revision__post__source")
    page = paginate(hits.exclude(revision__post__author=request.user), request.GET.get("cursor", ""), by="found_at")
    record_outside(
        "pulse_post.confidential_read",
        subject=("page", "confidential_hit_list"),
        actor=request.user,
        at=now(),
        clause="B.3.a",
        facts={"hits": [str(hit.public_id) for hit in page.rows]},
        is_confidential=True,
    )
    beside = attached.of([hit.revision for hit in page.rows])
    rows = [(hit, *_words(hit, attached.whole(hit.revision.text, beside[hit.revision_id].said))) for hit in page.rows]
    return render(request, "pulse_moderation/confidential_hit_list.html", {"page": page, "rows": rows})


def _words(hit, text):
    """(before, the name, after)"""
    if hit.revision.post.kind == Kind.MESSAGE:  # the account alone: the rest is for who takes part, and moderators
        return "", text[hit.start : hit.end], ""
    return text[max(0, hit.start - AROUND) : hit.start], text[hit.start : hit.end], text[hit.end : hit.end + AROUND]
