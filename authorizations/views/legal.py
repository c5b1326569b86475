"""Legal's own pages: conflicts of account names, and the accounts registered for supervision.

What one has to do with oneself never appears here.
"""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.sentences import sentence
from audit.services import events_about, record_outside
from authorizations import rules
from authorizations.forms.legal import AccountFilterForm, ReleaseForm
from authorizations.models import AccountState, SocialMediaAccount, SupervisionAuthorization
from authorizations.services import accounts
from authorizations.services.conflicts import other_sides
from authorizations.states import State
from people import kept_forms
from people.models import User
from workflow.errors import Stale
from workflow.keyset import paginate

HISTORY = 20
FILTER = "account_filter"
ACCOUNT_STATUS = {AccountState.REGISTERED: "active", AccountState.RELEASED: "ended", AccountState.RETIRED: "ended"}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def handle_conflict_list(request):
    """Reveals the names typed, so every view is recorded with the conflicts it showed, for Legal's eyes only."""
    conflicts = accounts.conflicts().exclude(person=request.user)
    page = paginate(conflicts, request.GET.get("cursor", ""), by="attempted_at")
    record_outside(
        "account.conflicts_read",
        subject=("page", "handle_conflict_list"),
        actor=request.user,
        at=now(),
        clause="B.2.e",
        facts={"attempts": [str(attempt.public_id) for attempt in page.rows]},
        is_confidential=True,
    )
    sides = other_sides(page.rows)
    rows = [(attempt, attempt.handle.reveal(), sides[attempt.pk]) for attempt in page.rows]
    return render(request, "authorizations/handle_conflict_list.html", {"page": page, "rows": rows})


@form_page
def account_list(request):
    """The filter is sent by POST and kept in the session: a name never stands in an address."""
    if request.method == "POST":
        form = AccountFilterForm({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            request.session[FILTER] = {name: form[name].data for name in form.fields if form[name].data}
            return redirect("account_list")
        found = SocialMediaAccount.objects.none()
    else:
        form = AccountFilterForm(request.session.get(FILTER, {}))
        found = _accounts(form.cleaned_data if form.is_valid() else {})
    page = paginate(found, request.GET.get("cursor", ""), by="id")
    context = {
        "form": form,
        "page": page,
        "rows": _with_use(page.rows, request.user),
        "is_filtered": bool(form.data) and form.is_valid(),
    }
    return render(request, "authorizations/account_list.html", context, status=400 if request.method == "POST" else 200)


@form_page
def account_release(request, public_id):
    """A name typed wrong: GET asks once more, POST does it."""
    account = get_object_or_404(
        SocialMediaAccount.objects.select_related("owner__worksite", "platform", "claim"), public_id=public_id
    )
    live = account.supervisions.live().count()
    may_release = rules.may_release_account(request.user, account, has_live=live > 0)
    form = ReleaseForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        _refuse_stale(account, form)
        accounts.release(account, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        messages.success(request, _("%(account)s is released.") % {"account": account})
        return redirect("account_list")
    if form is not None:
        may_release.enforce()
    elif may_release:
        form = ReleaseForm(kept_forms.restore(request), initial={"version": account.version})
    context = {
        "account": account,
        "may_release": may_release,
        "form": form,
        "live": live,
        "waiting": account.supervisions.filter(state__in=[State.SUBMITTED, State.RETURNED]).count(),
        "history": [{"at": event.at, "text": sentence(event), "kind": "decision"} for event in _newest(account)],
    }
    wrong = request.method == "POST"
    return render(request, "authorizations/account_release.html", context, status=400 if wrong else 200)


def _refuse_stale(record, form):
    if form.cleaned_data["version"] != record.version:
        raise Stale(record)


def _newest(record):
    return events_about(record).order_by("-at", "event_id")[:HISTORY]


def _accounts(wanted):
    found = SocialMediaAccount.objects.select_related("owner__worksite", "platform")
    if wanted.get("name"):
        found = found.filter(owner__in=User.objects.matching(name=wanted["name"]))
    if wanted.get("platform"):
        found = found.filter(platform=wanted["platform"])
    return found


def _with_use(rows, user):
    """Each account with the authorizations in force on it, its status, and whether it may be released."""
    live = SupervisionAuthorization.objects.live().filter(account__in=rows).order_by()
    in_force = dict(live.values_list("account").annotate(Count("pk")))
    return [
        {
            "account": account,
            "in_force": in_force.get(account.pk, 0),
            "kind": ACCOUNT_STATUS[account.state],
            "may_release": rules.may_release_account(user, account, has_live=account.pk in in_force),
        }
        for account in rows
    ]
