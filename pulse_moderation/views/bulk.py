"""Several posts at once: a page with the whole text of each and what would follow, then one reason, then one way back."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pulse_moderation.choices import DecisionKind
from pulse_moderation.forms.grounds import GroundsForm
from pulse_moderation.models import Hit
from pulse_moderation.rules.desk import MOST_TOGETHER, TOGETHER, may_be_among
from pulse_moderation.services import deciding, own_reports, queue
from pulse_moderation.views import last_done, post_facts
from pulse_moderation.views.shown import pieces

FOLLOWS = {
    DecisionKind.APPROVE: later("Each is shown on Pulse. Flags are answered: nothing wrong was found."),
    DecisionKind.RETURN: later("Each author may change the text and send it again. Nothing is shown meanwhile."),
    DecisionKind.REMOVE: later(
        "Each is hidden and kept (B.1.g). What lives on Pulse itself is ordered down, and the answer is tracked."
    ),
    DecisionKind.ESCALATE: later("Each goes to the Legal Unit and stays as it is."),
}


@require_POST
def queue_several(request):
    """What would be done, and with `confirmed` the act: to exactly those that were shown, or to none."""
    kind, at = _kind(request), now()
    able, left_out = _sorted_out(request, kind, at)
    is_confirmed = "confirmed" in request.POST
    form = GroundsForm(
        request.POST if is_confirmed else None, kind=kind, reports=own_reports.filed_by(request.user)
    )  # fmt: skip
    is_as_shown = request.POST.get("confirmed") == _mark(able)
    if is_confirmed and is_as_shown and able and form.is_valid():
        return _do(request, kind, able, form, at)
    if is_confirmed and not is_as_shown:
        form.add_error(None, _("Some of them have changed since. Look again at which they are."))
    near, others = post_facts.grounds(form, {hit.clause_id for one in able for hit in one["hits"]})
    context = {
        "kind": kind,
        "form": form,
        "able": able,
        "left_out": left_out,
        "mark": _mark(able),
        "title": _title(kind, len(able)),
        "follows": FOLLOWS[kind],
        "told": sum(one["post"].author is not None for one in able),
        "near": near,
        "others": others,
        "asks_grounds": kind in (DecisionKind.RETURN, DecisionKind.REMOVE),
    }
    return render(request, "pulse_moderation/queue_several.html", context, status=400 if is_confirmed else 200)


def _kind(request):
    kind = request.POST.get("kind", "")
    if kind not in TOGETHER:
        raise Http404
    return DecisionKind(kind)


def _sorted_out(request, kind, at):
    """([{post, pieces, hits}], [{post, why}]) of those chosen that wait for this person, most urgent first."""
    chosen = queue.with_posts(queue.waiting(request.user)).filter(post__public_id__in=_ids(request))
    items = list(chosen.order_by("-priority", "-pk")[:MOST_TOGETHER])
    hits = {}
    shown = Hit.objects.filter(revision__in=[item.post.current_id for item in items]).shown()
    for hit in shown.select_related("rule"):
        hits.setdefault(hit.revision_id, []).append(hit)
    able, left_out = [], []
    for item in items:
        verdict = may_be_among(request.user, item.post, kind, holder=item.holder(at))
        found = hits.get(item.post.current_id, [])
        if verdict:
            text = item.post.current.text if item.post.current else ""
            able.append({"post": item.post, "hits": found, "pieces": pieces(text, found)})
        else:
            left_out.append({"post": item.post, "why": verdict.reason})
    return able, left_out


def _ids(request):
    found = []
    for text in request.POST.getlist("post"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _mark(able):
    """Which they are and in which version, for the form to say what its reader saw."""
    return ",".join(f"{one['post'].public_id}.{one['post'].version}" for one in able)


def _title(kind, count):
    words = {
        DecisionKind.APPROVE: ngettext("Approve %(n)s post", "Approve %(n)s posts", count),
        DecisionKind.RETURN: ngettext("Return %(n)s post", "Return %(n)s posts", count),
        DecisionKind.REMOVE: ngettext("Remove %(n)s post", "Remove %(n)s posts", count),
        DecisionKind.ESCALATE: ngettext("Escalate %(n)s post", "Escalate %(n)s posts", count),
    }
    return words[kind] % {"n": count}


def _do(request, kind, able, form, at):
    batch = uuid.uuid4()
    result = deciding.bulk(
        [(one["post"], one["post"].version) for one in able],
        kind=kind, actor=request.user, at=at, grounds=form.grounds(), batch=batch,
    )  # fmt: skip
    if result.done:
        last_done.remember_batch(request, batch, len(result.done))
    for post, refusal in result.skipped:
        verdict = getattr(refusal, "verdict", None)
        why = verdict.reason if verdict else _("It has changed since you looked.")
        messages.warning(request, _("Left as it was: %(who)s. %(why)s") % {"who": post.writer, "why": why})
    return redirect("queue")
