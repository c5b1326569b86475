"""The investigator's pages: ask, change, sign, withdraw."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from investigations import rules
from investigations.forms.requests import RequestForm, SignForm
from investigations.services import requests
from investigations.services.standing import standing_of
from investigations.states import State
from investigations.views.access import confidential, eligible_or_404, form_key_of, known_or_404
from investigations.views.acts import act_page
from people import kept_forms
from policy.services import settings_now

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@confidential
def investigation_new(request):
    eligible_or_404(request)
    longest = settings_now()["investigation_expiry_days"]
    form_key = form_key_of(request)
    if request.method == "POST":
        form = RequestForm(request.POST, longest=longest)
        if form.is_valid():
            draft = requests.start(request.user, form_key=form_key, at=now(), **form.answers())
            return _next(request, draft)
    else:
        form = RequestForm(kept_forms.restore(request), longest=longest)
    context = {"form": form, "form_key": form_key, "longest": longest}
    return render(request, "investigations/investigation_edit.html", context, status=_status(request))


@form_page
@confidential
def investigation_edit(request, public_id):
    authorization = known_or_404(request, public_id)
    if request.user.pk != authorization.investigator_id:
        raise Http404
    rules.may_edit(request.user, authorization).enforce()
    longest = settings_now()["investigation_expiry_days"]
    if request.method == "POST":
        form = RequestForm(request.POST, longest=longest)
        if form.is_valid():
            requests.save(authorization, actor=request.user, at=now(), **form.answers())
            return _next(request, authorization)
    else:
        form = RequestForm(kept_forms.restore(request), initial=_typed(authorization), longest=longest)
    context = {"form": form, "authorization": authorization, "longest": longest}
    return render(request, "investigations/investigation_edit.html", context, status=_status(request))


def _status(request):
    return 400 if request.method == "POST" else 200


def _next(request, authorization):
    if "sign" in request.POST:
        return redirect("investigation_sign", authorization.public_id)
    messages.success(request, _("Saved. Nobody but you sees it."))
    return redirect("investigation_edit", authorization.public_id)


def _typed(authorization):
    """What the author typed; it is sealed, and theirs."""
    sealed = ("title", "reference", "facts", "necessity", "less_intrusive", "third_parties", "equipment_reason",
              "deconfliction")  # fmt: skip
    plain = ("purpose", "level", "asks_profile", "asks_communication", "equipment", "requested_from", "requested_to",
             "attests_no_discrimination")  # fmt: skip
    rows = list(authorization.youth.select_related("youth"))
    described = [row.description.reveal() for row in rows if row.youth is None]
    return (
        {name: getattr(authorization, name).reveal() or "" for name in sealed}
        | {name: getattr(authorization, name) for name in plain}
        | {
            "youth": [row.youth for row in rows if row.youth is not None],
            "described": described[0] if described else "",
            "platforms": list(authorization.platforms.values_list("slug", flat=True)),
        }
    )


@form_page
@confidential
def investigation_sign(request, public_id):
    """Sign and send, with the proof that it is oneself."""
    authorization = known_or_404(request, public_id)
    if request.user.pk != authorization.investigator_id:
        raise Http404
    rules.may_edit(request.user, authorization).enforce()
    may = rules.may_submit(
        request.user,
        authorization,
        standing_of(request.user, at=now(), asks=True),
        has_youth=authorization.youth.exists(),
        has_platforms=authorization.platforms.exists(),
    )
    if not may and request.method != "POST":
        messages.warning(request, may.reason)
        return redirect("investigation_edit", authorization.public_id)
    words = (
        _("Sign and send"),
        _("Your supervisor decides. Nobody else but the Legal Unit will know of it."),
        _("Sign and send"),
        _("Sent. Your supervisor was told that something confidential waits."),
    )
    return act_page(request, authorization, words=words, form_class=SignForm, do=requests.submit,
                    back=f"/investigations/{authorization.public_id}/")  # fmt: skip


@require_POST
@confidential
def investigation_discard(request, public_id):
    authorization = known_or_404(request, public_id)
    requests.discard_draft(authorization, actor=request.user, at=now())
    messages.success(request, _("The draft is gone."))
    return redirect("investigation_list")


@require_POST
@confidential
def investigation_withdraw(request, public_id):
    authorization = known_or_404(request, public_id)
    if authorization.state == State.DRAFT:
        raise Http404
    requests.withdraw(authorization, actor=request.user, at=now())
    messages.success(request, _("Withdrawn."))
    return redirect(authorization)
