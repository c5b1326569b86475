"""The supervisor review: what is due, holding and signing it, acknowledging it or saying what was not so."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from authorizations.forms.reviews import CHECK, DisputeReviewForm, HoldReviewForm
from authorizations.models import SupervisionReview
from authorizations.rules import reviews as rules
from authorizations.services import reviews
from authorizations.services.owed_reviews import INTERVAL
from authorizations.services.standing import standing_of
from authorizations.views import review_facts
from authorizations.views.words import timeline
from people import kept_forms
from policy.calendar import local_day
from workflow.errors import NotAllowed

SEALED = ("activity", "conditions", "actions")


def _review_or_404(request, public_id):
    """The review, when this person may know of it; as the reader of a form saw it."""
    rows = SupervisionReview.objects.visible_to(request.user, local_day(now())).with_people()
    review = get_object_or_404(rows, public_id=public_id)
    seen = request.POST.get("version", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 9:
        review.as_seen(int(seen))
    return review


@require_safe
def supervision_review_detail(request, public_id):
    """What is due; once the supervisor has signed, what was said."""
    review = _review_or_404(request, public_id)
    standing = standing_of(request.user, at=now())
    entries, _has_more = timeline(review)
    context = {
        "review": review,
        "status": review_facts.status(review, standing.day),
        "signing": review_facts.signing(review),
        "facts": review_facts.facts(review),
        "said": review_facts.said(review),
        "checks": review_facts.checks(review),
        "since": review_facts.since_rows(review.since_last) if review.since_last else [],
        "agenda": review_facts.agenda() if review.is_owed and review.signed_at is None else [],
        "may_hold": rules.may_hold(request.user, review, standing),
        "may_acknowledge": rules.may_acknowledge(request.user, review),
        "entries": entries,
        "rail": review_facts.rail(review, standing.day),
    }
    return render(request, "authorizations/supervision_review_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_review_hold(request, public_id):
    """The supervisor records the review and signs it."""
    review, at = _review_or_404(request, public_id), now()
    standing = standing_of(request.user, at=at)
    details = {"review": review, "interval": standing.settings[INTERVAL], "at": at}
    if request.method == "POST":
        form = HoldReviewForm(request.POST, **details)
        if form.is_valid() and _done(form, lambda: reviews.sign(review, actor=request.user, at=at, **form.answers())):
            messages.success(request, _("Signed. The employee was asked to acknowledge it."))
            return redirect(review)
    else:
        initial = {"version": review.version, "held_at": at} | _signed_before(review)
        form = HoldReviewForm(kept_forms.restore(request), initial=initial, **details)
    rules.may_hold(request.user, review, standing).enforce()
    context = {
        "review": review,
        "form": form,
        "title": _("Hold the supervisor review"),
        "meaning": _("Record what was said, and sign. It counts once the employee has acknowledged it."),
        "button": _("Sign the review"),
        "since": review_facts.since_rows(reviews.since_last(review)),
        "dispute": review.dispute.reveal(),
    }
    return _form_page(request, context)


def _signed_before(review):
    """What stood in a review that comes back to be corrected."""
    if review.signed_at is None:
        return {}
    typed = {name: getattr(review, name) for name in ("held_at", "mode", "outcome", "next_due_on")}
    typed |= {name: getattr(review, name).reveal() or "" for name in SEALED}
    return typed | {CHECK + name: "yes" if answer else "no" for name, answer in review.checks.items()}


@require_POST
def supervision_review_acknowledge(request, public_id):
    """The second signature: now the review counts, and its outcome is carried out."""
    review = reviews.acknowledge(_review_or_404(request, public_id), actor=request.user, at=now())
    messages.success(request, _("Acknowledged. The review counts."))
    return redirect(review)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_review_dispute(request, public_id):
    """The employee says what was not so."""
    review, at = _review_or_404(request, public_id), now()
    if request.method == "POST":
        form = DisputeReviewForm(request.POST)
        if form.is_valid() and _done(form, lambda: reviews.dispute(
            review, actor=request.user, at=at, reason=form.cleaned_data["reason"])):  # fmt: skip
            messages.success(request, _("Sent back. Your supervisor was told."))
            return redirect(review)
    else:
        form = DisputeReviewForm(kept_forms.restore(request), initial={"version": review.version})
    rules.may_acknowledge(request.user, review).enforce()
    context = {
        "review": review,
        "form": form,
        "title": _("It was not so"),
        "meaning": _("The review does not count until your supervisor has corrected it and you have acknowledged it."),
        "button": _("Send it back"),
    }
    return _form_page(request, context)


def _done(form, act):
    """Whether the service did it; what it refused stands above the form, with everything that was typed."""
    try:
        act()
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
    return not form.errors


def _form_page(request, context):
    return render(request, "authorizations/supervision_review_act.html", context)
