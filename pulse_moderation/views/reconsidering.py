"""Another look at a removal: its author asks, another moderator answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pulse_moderation.choices import Outcome
from pulse_moderation.forms.reconsidering import AnswerForm, AskForm
from pulse_moderation.models import Decision, Hit, Reconsideration
from pulse_moderation.rules import reconsidering as rules
from pulse_moderation.services import reading, reconsidering
from pulse_moderation.views import own_facts
from pulse_moderation.views.reading import pictures_of
from pulse_moderation.views.shown import pieces
from workflow.keyset import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def reconsideration_new(request, public_id):
    """Of a decision on one's own post; of anybody else's it looks like a missing page."""
    mine = Decision.objects.filter(post__author=request.user).select_related("post", "revision")
    decision = get_object_or_404(mine, public_id=public_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reconsidering.ask(decision, text=form.cleaned_data["text"], actor=request.user, at=now())
        messages.success(request, _("Asked. Another moderator looks at it, and you are told."))
        return redirect("pulse_post", decision.post.public_id)
    context = {
        "decision": decision,
        "how": own_facts.how(decision.detection),
        "clauses": [clause.pk for clause in decision.clauses.all()],
        "verdict": reconsidering.may_ask(decision, actor=request.user, post=decision.post),
        "form": form,
    }
    return render(request, "pulse_moderation/reconsideration_new.html", context, status=400 if form.errors else 200)


@require_safe
def reconsideration_list(request):
    """What waits for this moderator: nothing of their own, and no decision they took themselves."""
    page = paginate(reconsidering.waiting_for(request.user), request.GET.get("cursor", ""), by="asked_at")
    return render(request, "pulse_moderation/reconsideration_list.html", {"page": page})


@form_page
def reconsideration_decide(request, public_id):
    rows = Reconsideration.objects.select_related(
        "decision__post__author",
        "decision__post__current",
        "decision__revision",
        "first_decider",
        "asked_by",
        "decided_by",
    )
    asked = get_object_or_404(rows, public_id=public_id)
    post = asked.decision.post
    if not reading.is_open_to(post, request.user, at=now()):
        return render(request, "pulse_moderation/post_closed.html", {"post": post})
    hits = Hit.objects.filter(revision=asked.decision.revision).shown().select_related("rule")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_overturned = form.cleaned_data["outcome"] == Outcome.OVERTURNED
        reconsidering.decide(
            asked, is_overturned=is_overturned, answer=form.cleaned_data["answer"], actor=request.user, at=now()
        )
        messages.success(request, _("The post is restored.") if is_overturned else _("The removal stands."))
        return redirect("reconsideration_list")
    context = {
        "asked": asked,
        "decision": asked.decision,
        "post": post,
        "pieces": pieces(asked.decision.revision.text, list(hits.order_by("start", "pk"))),
        "clauses": [clause.pk for clause in asked.decision.clauses.all()],
        "has_pictures": bool(pictures_of(post)),
        "verdict": rules.may_decide(request.user, asked, post),
        "form": form,
    }
    return render(request, "pulse_moderation/reconsideration_decide.html", context, status=400 if form.errors else 200)
