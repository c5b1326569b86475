"""Searching everything on Pulse. Of a private message of others nothing is shown before opening it is entered (B.1.a)."""

from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from pulse_moderation.choices import Kind
from pulse_moderation.forms.search import SearchForm
from pulse_moderation.models import Decision, Hit
from pulse_moderation.services import search
from pulse_moderation.views.queue_rows import STATE, line_of
from workflow.keyset import Page, paginate

FILTER = "pulse_search"


@require_http_methods(["GET", "HEAD", "POST"])
def pulse_search(request):
    """What is typed is sent by POST and kept in the session: no name and no word stands in an address."""
    at = now()
    if request.method == "POST":
        form = SearchForm({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            search.record_search(request.user, form.cleaned_data, at=at)
            request.session[FILTER] = {name: form.data[name] for name in form.fields if form.data.get(name)}
            return redirect("pulse_search")
        return render(request, "pulse_moderation/pulse_search.html", _context(request, form, Page([]), at), status=400)
    form = SearchForm(request.session.get(FILTER, {}))
    asked = form.asked() if form.is_valid() else {}
    page = paginate(search.found(request.user, asked, at=at), request.GET.get("cursor", ""), by="posted_at")
    return render(request, "pulse_moderation/pulse_search.html", _context(request, form, page, at, asked))


def _context(request, form, page, at, asked=None):
    first, last = search.days_of(asked or {}, at)
    return {
        "form": form,
        "page": page,
        "rows": _rows(page.rows, request.user),
        "first": first,
        "last": last,
        "is_filtered": bool(request.session.get(FILTER)),
        "is_of_words": bool((asked or {}).get("words")),
    }


def _rows(posts, reader):
    """[{post, line, status, decision, is_message, is_own}] of a page of posts, in two statements more. An author is never
    told what matched, nor who decided.
    """
    last, hits = {}, {}
    decided = Decision.objects.filter(post__in=[post.pk for post in posts]).select_related("decided_by")
    for decision in decided.order_by("decided_at", "pk"):
        last[decision.post_id] = decision
    others = [post.current_id for post in posts if post.author_id != reader.pk]
    found = Hit.objects.filter(revision__in=others).shown()
    for hit in found.select_related("rule").order_by("start", "pk"):
        hits.setdefault(hit.revision_id, []).append(hit)
    return [
        {
            "post": post,
            "line": line_of(post, hits.get(post.current_id, [])),
            "status": {"kind": STATE.get(post.state, "open"), "text": str(post.get_state_display())},
            "decision": last.get(post.pk),
            "is_message": post.kind == Kind.MESSAGE,
            "is_own": post.author_id == reader.pk,
        }
        for post in posts
    ]
