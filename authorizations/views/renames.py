"""A registered account has a new name: reported by its owner, decided by the supervisor (domain 7.1)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from authorizations import rules
from authorizations.forms.decisions import RenameForm
from authorizations.handles import HandleError
from authorizations.models import AccountRename
from authorizations.services import accounts
from authorizations.services.standing import standing_of
from authorizations.views.access import visible_or_404
from people import kept_forms
from workflow.errors import NotAllowed


@require_http_methods(["GET", "POST"])
def account_rename(request, public_id):
    authorization = visible_or_404(request, public_id)
    has_open = authorization.renames.filter(state="asked").exists()
    if request.method == "POST":
        form = RenameForm(request.POST)
        if form.is_valid() and _ask(authorization, form, request.user):
            messages.success(request, _("Your supervisor was told. Until the decision the old name stands."))
            return redirect(authorization)
    else:
        rules.may_rename(request.user, authorization, has_open_rename=has_open).enforce()
        form = RenameForm(kept_forms.restore(request), initial={"version": authorization.version})
    return render(request, "authorizations/account_rename.html", {"authorization": authorization, "form": form})


def _ask(authorization, form, actor):
    try:
        accounts.ask_rename(
            authorization,
            new_handle_entered=form.cleaned_data["new_handle"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=now(),
        )
    except HandleError as error:
        form.add_error("new_handle", error.args[0])
    except accounts.HandleConflict:
        form.add_error("new_handle", accounts.CONFLICT_TEXT)
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
    return form.is_valid()


@require_POST
def rename_decide(request, public_id):
    rename = get_object_or_404(AccountRename.objects.select_related("authorization"), public_id=public_id)
    authorization = visible_or_404(request, rename.authorization.public_id)
    standing = standing_of(request.user, at=now())
    if not rules.is_in_charge(request.user, authorization, standing):
        raise Http404
    decision = request.POST.get("decision")
    if decision not in ("approve", "decline"):
        raise Http404
    is_approved = decision == "approve"
    accounts.decide_rename(rename, is_approved=is_approved, actor=request.user, at=now())
    if is_approved:
        messages.success(request, _("The new account name is approved. An amendment note for JJEMS is written."))
    else:
        messages.success(request, _("The new account name is declined. It may not be used."))
    return redirect(authorization)
