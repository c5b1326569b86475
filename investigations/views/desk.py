"""Legal's desk for investigation profiles: what waits at the left, one of them in the middle, its review at the right."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from investigations.forms.profiles import ReviewForm
from investigations.models import InvestigationProfile, ProfileHolder, ProfileReview, ReviewMeeting
from investigations.services import reviews
from investigations.views import desk_facts as facts
from investigations.views.access import confidential, known_or_404, note_reading
from people import kept_forms
from policy.calendar import local_day
from policy.services import settings_now
from workflow.errors import NotAllowed
from workflow.keyset import paginate

MOST = 300  # read at once; far more than ever waits
DONE_WITHIN = timedelta(days=90)


@require_safe
@confidential
def profile_desk(request):
    """`?profile=` opens one, otherwise the first is open; `?show=` narrows the queue, or lists what was done."""
    if request.GET.get("show") == "done":
        return _done_page(request)
    chosen = request.GET.get("profile", "")
    return _desk(request, chosen=_id(chosen) if chosen else None)


def _id(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _desk(request, *, chosen, form=None):
    at, show = now(), request.GET.get("show", "")
    day = local_day(at)
    waiting = list(_waiting(request.user)[:MOST])
    queue = facts.narrowed(waiting, show, request.user, day)
    item = next((one for one in waiting if one.public_id == chosen), None) if chosen else next(iter(queue), None)
    if chosen and item is None:
        return redirect(known_or_404(request, chosen, InvestigationProfile))  # no review is due, or it is not theirs
    context = {
        "counts": facts.counts(waiting, request.user, day) | {"done": _done(request.user, at).count()},
        "show": show,
        "has_item": bool(chosen),
        "rows": facts.queue_rows(queue, item, day, show),
    }
    if item is not None:
        note_reading(request, item)
        form = form or ReviewForm(kept_forms.restore(request), initial={"version": item.version})
        context |= facts.item(request, item, at=at) | facts.place(queue, item, show)
        context |= facts.review(form, item, reviews.what_is_held(item), settings_now(), day)
    return render(request, "investigations/profile_desk.html", context, status=400 if request.method == "POST" else 200)


def _waiting(user):
    """The queue, each with what its row says of the holder and of the meeting that is owed."""
    owed = ReviewMeeting.objects.filter(authorization=OuterRef("authorization")).owed()
    holder = ProfileHolder.objects.filter(profile=OuterRef("pk"), until=None)
    name = Concat("person__legal_first", Value(" "), "person__legal_last")
    return reviews.waiting(user).annotate(
        meeting_due_on=Subquery(owed.values("due_on")[:1]),
        holder_name=Subquery(holder.annotate(name=name).values("name")[:1]),
    )


def _done(user, at):
    """The reviews of the last 90 days, without one's own matters."""
    own = Q(profile__authorization__investigator=user) | Q(profile__authorization__investigator__reports_to=user)
    own |= Q(profile__authorization__decided_by=user)
    known = InvestigationProfile.objects.visible_to(user, local_day(at)).values("pk")
    return ProfileReview.objects.filter(reviewed_at__gt=at - DONE_WITHIN, profile__in=known).exclude(own)


def _done_page(request):
    at = now()
    day = local_day(at)
    waiting = list(_waiting(request.user)[:MOST])
    rows = _done(request.user, at)
    page = paginate(
        rows.select_related("profile__authorization", "reviewer"), request.GET.get("cursor", ""), by="reviewed_at"
    )
    context = {
        "counts": facts.counts(waiting, request.user, day) | {"done": rows.count()},
        "show": "done",
        "page": page,
        "columns": [_("Investigation"), _("Review"), _("Result"), _("By"), _("Next review")],
        "done": [facts.done_row(row) for row in page.rows],
    }
    return render(request, "investigations/profile_desk.html", context)


@require_POST
@confidential
def profile_review(request, public_id):
    """Record the review and open the next one that waits."""
    profile = known_or_404(request, public_id, InvestigationProfile)
    waiting = list(reviews.waiting(request.user).values_list("public_id", flat=True))
    if profile.review_due_on is not None and profile.public_id not in waiting:
        raise Http404
    form = ReviewForm(request.POST)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            reviews.review(
                profile,
                answers=form.answers(),
                result=answers["result"],
                conditions=answers["conditions"],
                actor=request.user,
                at=now(),
            )
        except NotAllowed as refusal:
            if profile.review_due_on is None:
                raise
            form.add_error(None, refusal.verdict.reason)
        else:
            messages.success(request, _("The review is recorded."))
            return redirect(_next(waiting, profile))
    return _desk(request, chosen=profile.public_id, form=form)


def _next(waiting, profile):
    """The desk, with the one that comes after this in the queue."""
    after = waiting.index(profile.public_id) + 1
    others = [*waiting[after:], *waiting[: after - 1]]
    return reverse("profile_desk") + (f"?{urlencode({'profile': others[0]})}" if others else "")
