"""What is decided about a written release: verified, rejected, corrected, revoked (B.1.h)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from evidence.safety import Refused
from people import kept_forms
from pulse_moderation.forms.releases import CorrectForm, ReasonForm, RevokeForm, VerifyForm
from pulse_moderation.rules import releases as rules
from pulse_moderation.services import release_decisions, releases
from pulse_moderation.views import release_facts
from pulse_moderation.views.releases import form_page, release_or_404


@form_page
def release_verify(request, public_id):
    """The checks beside the document; a person reads it, another one than who handed it in."""
    release = release_or_404(request, public_id)
    checks = releases.checks_of(release, at=now())
    rules.may_decide(request.user, release).enforce()
    form = _form(request, release, VerifyForm)
    if request.method == "POST" and form.is_valid():
        release_decisions.verify(release, actor=request.user, at=now())
        return _done(request, release, _("%(number)s is verified: posts may rely on it."))
    context = {
        "checks": release_facts.check_items(checks),
        "verdict": rules.may_verify(request.user, release, checks),
        "paper": release_facts.paper(release, "document"),
        "title": _("Verify %(number)s") % {"number": release.number},
        "meaning": _("Afterwards posts may show what it allows, on Pulse only."),
        "button": _("Verify"),
    }
    return _page(request, release, form, context)


@form_page
def release_reject(request, public_id):
    release = release_or_404(request, public_id)
    rules.may_decide(request.user, release).enforce()
    form = _form(request, release, ReasonForm)
    if request.method == "POST" and form.is_valid():
        release_decisions.reject(release, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        return _done(request, release, _("%(number)s is rejected. Who handed it in was told."))
    context = {
        "title": _("Reject %(number)s") % {"number": release.number},
        "meaning": _("%(name)s reads the reason and can correct it.") % {"name": release.uploaded_by.full_name},
        "button": _("Reject"),
    }
    return _page(request, release, form, context)


@form_page
def release_waive(request, public_id):
    """The Legal Unit: no parent or guardian needs to sign, and why."""
    release = release_or_404(request, public_id)
    rules.may_waive_guardian(request.user, release).enforce()
    form = _form(request, release, ReasonForm)
    if request.method == "POST" and form.is_valid():
        release_decisions.waive_guardian(release, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        return _done(request, release, _("%(number)s: recorded that no guardian needs to sign."))
    context = {
        "title": _("No guardian needs to sign %(number)s") % {"number": release.number},
        "meaning": _("The policy asks for a parent or guardian “if needed”. The reason stays with the release."),
        "button": _("Record it"),
    }
    return _page(request, release, form, context)


@form_page
def release_correct(request, public_id):
    """A rejected one is a draft again, of whoever handed it in."""
    release = release_or_404(request, public_id)
    rules.may_correct(request.user, release).enforce()
    form = _form(request, release, CorrectForm)
    if request.method == "POST" and form.is_valid():
        releases.correct(release, actor=request.user, at=now())
        return redirect(release)
    context = {
        "title": _("Correct %(number)s") % {"number": release.number},
        "meaning": _("It keeps its number and is verified anew."),
        "button": _("Correct it"),
    }
    return _page(request, release, form, context)


@form_page
def release_revoke(request, public_id):
    release = release_or_404(request, public_id)
    rules.may_revoke(request.user, release).enforce()
    form = _form(request, release, RevokeForm)
    if request.method == "POST" and form.is_valid():
        try:
            _revoke(request, release, form.cleaned_data)
        except Refused as refusal:
            form.add_error("document", refusal.sentence)
        else:
            return _done(request, release, _("%(number)s is revoked. Nothing may rely on it from now on."))
    context = {
        "title": _("Revoke %(number)s") % {"number": release.number},
        "meaning": _("At once nothing may rely on it. This cannot be undone; a new release can be entered."),
        "button": _("Revoke"),
        "is_final": True,
    }
    return _page(request, release, form, context)


def _revoke(request, release, answers):
    upload = answers["document"]
    release_decisions.revoke(
        release,
        by_whom=answers["by_whom"],
        reason=answers["reason"],
        content=upload.read() if upload else None,
        name=upload.name if upload else "",
        actor=request.user,
        at=now(),
    )


def _form(request, release, form_class):
    initial = {"version": release.version}
    if request.method == "POST":
        return form_class(request.POST, request.FILES, initial=initial)
    return form_class(kept_forms.restore(request), initial=initial)


def _done(request, release, words):
    kept_forms.forget(request)
    messages.success(request, words % {"number": release.number})
    return redirect(release)


def _page(request, release, form, context):
    status = 400 if request.method == "POST" else 200
    context |= {"release": release, "form": form}
    return render(request, "pulse_moderation/release_act.html", context, status=status)
