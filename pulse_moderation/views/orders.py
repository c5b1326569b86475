"""Orders to the sources of posts: what is not confirmed, what waits, and what became of each."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.sentences import sentence
from audit.services import events_about
from people import kept_forms
from people.roles import Role
from policy.calendar import local_day
from pulse_moderation.choices import ConfirmedHow, OrderAnswer
from pulse_moderation.forms.orders import ExecutedForm
from pulse_moderation.models import Order, Source
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.rules import orders as rules
from pulse_moderation.services import orders
from pulse_moderation.states import OrderState
from workflow.keyset import paginate

HISTORY = 30
MOST_SOURCES = 50
SHOWN = {  # what a pill says, by the state it shows
    OrderState.NOT_CONFIRMED: gettext_lazy("Not confirmed"),
    OrderState.ORDERED: gettext_lazy("Still in time"),
    OrderState.CONFIRMED: gettext_lazy("Confirmed"),
    OrderState.OVERTAKEN: gettext_lazy("Overtaken"),
}
KINDS = {
    OrderState.NOT_CONFIRMED: "overdue",
    OrderState.ORDERED: "due",
    OrderState.CONFIRMED: "passed",
    OrderState.OVERTAKEN: "ended",
}
WELL = (OrderAnswer.DONE, OrderAnswer.ACCEPTED)


@require_safe
def order_list(request):
    """What is not confirmed; `?show=` another state."""
    show = request.GET.get("show", "")
    show = OrderState(show) if show in SHOWN else OrderState.NOT_CONFIRMED
    rows = _orders(request.user).filter(state=show)
    page = paginate(rows, request.GET.get("cursor", ""), by="ordered_at")
    waiting = dict(Order.objects.open().order_by().values_list("state").annotate(Count("pk")))
    is_admin = request.user.has_role(Role.ADMIN)
    context = {
        "page": page,
        "rows": [{"order": order, "kind": KINDS[order.state]} for order in page.rows],
        "show": show,
        "pills": [{"show": state, "text": text, "count": waiting.get(state)} for state, text in SHOWN.items()],
        "sources": Source.objects.select_related("webhook")[:MOST_SOURCES] if is_admin else None,
    }
    return render(request, "pulse_moderation/order_list.html", context)


@require_safe
def order_detail(request, public_id):
    return _page(request, _order_or_404(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def order_confirm(request, public_id):
    """An administrator says that it was carried out by hand: on which day, and by whom."""
    order = _order_or_404(request, public_id)
    at, typed = now(), request.POST if request.method == "POST" else kept_forms.restore(request)
    rules.may_confirm(request.user, order).enforce()
    form = ExecutedForm(
        typed, initial={"version": order.version}, day=local_day(at), not_before=local_day(order.ordered_at)
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        order.as_seen(facts.pop("version"))
        orders.confirm(order, how=ConfirmedHow.HAND, actor=request.user, at=at, **facts)
        messages.success(request, _("Confirmed. Nothing more is sent."))
        return redirect(order)
    status = 400 if request.method == "POST" else 200
    return render(request, "pulse_moderation/order_confirm.html", {"order": order, "form": form}, status=status)


@require_POST
def order_again(request, public_id):
    order = _order_or_404(request, public_id)
    new = orders.again(order, actor=request.user, at=now())
    messages.success(request, _("Ordered again."))
    return redirect(new)


def order_about(post, user):
    """What its source was last ordered to do with a post, for the page of the post: {what, kind, state, url}, or None.

    `url` is empty for whoever may not open the order.
    """
    order = None if post.is_ours else orders.newest_about(post)
    if order is None:
        return None
    return {
        "what": order.get_kind_display(),
        "kind": KINDS[order.state],
        "state": order.get_state_display(),
        "url": order.get_absolute_url() if user.roles & MODERATES else "",
    }


def _page(request, order):
    events = events_about(order).order_by("-at", "event_id")[:HISTORY]
    again = Order.objects.filter(again_of=order).first()
    context = {
        "order": order,
        "kind": KINDS[order.state],
        "tries": [_try(attempt) for attempt in order.tries.all()[:HISTORY]],
        "history": [{"at": event.at, "text": sentence(event), "kind": "decision"} for event in events],
        "may_confirm": rules.may_confirm(request.user, order),
        "is_admin": request.user.has_role(Role.ADMIN),
        "may_again": rules.may_order_again(request.user, order, is_newest=orders.is_newest(order)),
        "again": again,
    }
    return render(request, "pulse_moderation/order_detail.html", context)


def _try(attempt):
    """One attempt as an entry of the timeline."""
    words = attempt.get_answer_display() if attempt.answer else _("Nobody knows what came of it")
    detail = ", ".join(str(part) for part in (attempt.status and f"HTTP {attempt.status}", attempt.error) if part)
    return {
        "at": attempt.at,
        "text": words,
        "detail": detail,
        "kind": "decision" if attempt.answer in WELL else "attention",
    }


def _orders(user):
    related = ("source", "post__author", "person", "privilege", "decision", "ordered_by", "confirmed_by")
    return Order.objects.visible_to(user).select_related(*related)


def _order_or_404(request, public_id):
    return get_object_or_404(_orders(request.user), public_id=public_id)
