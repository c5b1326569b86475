"""What this person decided last, kept in the session so that the bar above the desk can offer to undo it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pulse_moderation.choices import DecisionKind
from pulse_moderation.models import Decision
from pulse_moderation.views.access import LAST

DONE = {
    DecisionKind.APPROVE: _("Approved"),
    DecisionKind.REMIND: _("Approved with a reminder"),
    DecisionKind.RETURN: _("Returned to its author"),
    DecisionKind.REMOVE: _("Removed"),
    DecisionKind.RESTORE: _("Restored"),
    DecisionKind.ESCALATE: _("Escalated to Legal"),
    DecisionKind.HOLD: _("Kept on hold"),
}


def remember(request, decision):
    request.session[LAST] = {"decision": str(decision.public_id)}


def remember_batch(request, batch, count):
    request.session[LAST] = {"batch": str(batch), "count": count}


def forget(request):
    request.session.pop(LAST, None)


def last_done(request):
    """{said, url, post_url} for the bar, or None. It stays until the next decision; no timer hides it."""
    last = request.session.get(LAST) or {}
    if "batch" in last:
        said = ngettext("%(n)s post was decided together.", "%(n)s posts were decided together.", last["count"])
        return {"said": said % {"n": last["count"]}, "url": reverse("pulse_batch_undo", args=[last["batch"]])}
    if "decision" not in last:
        return None
    decision = Decision.objects.filter(public_id=last["decision"]).select_related("post__author").first()
    if decision is None:
        return None
    return {
        "said": f"{DONE.get(decision.kind, decision.get_kind_display())}: {decision.post.writer}",
        "post_url": decision.post.get_absolute_url(),
        "url": reverse("post_undo", args=[decision.public_id]),
    }
