"""What happens after the grant: suspend, resume, revoke, close, re-affirm."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from authorizations import rules
from authorizations.forms.decisions import CloseForm, PrivacyForm, ReasonForm
from authorizations.services import course
from authorizations.services.standing import standing_of
from authorizations.views.access import visible_or_404
from people import kept_forms
from workflow.errors import NotAllowed

# title, what it does, the button, what is said afterwards
WORDS = {
    "suspend": (
        gettext_lazy("Suspend %(number)s"),
        gettext_lazy("Viewing must stop until it is resumed. The employee is told and reads the reason here."),
        gettext_lazy("Suspend"),
        gettext_lazy("%(number)s is suspended."),
    ),
    "resume": (
        gettext_lazy("Resume %(number)s"),
        gettext_lazy("The employee may view again from now on."),
        gettext_lazy("Resume"),
        gettext_lazy("%(number)s is active again."),
    ),
    "revoke": (
        gettext_lazy("Revoke %(number)s"),
        gettext_lazy("It ends for good and cannot be resumed. An end note for JJEMS is written without the reason."),
        gettext_lazy("Revoke"),
        gettext_lazy("%(number)s is revoked. The end note waits to be entered in JJEMS."),
    ),
    "privacy": (
        gettext_lazy("Viewer privacy of %(number)s"),
        gettext_lazy("Look at the settings of the account now: is the one that hides you still on?"),
        gettext_lazy("It is on: record it"),
        gettext_lazy("Recorded for %(number)s."),
    ),
    "close": (
        gettext_lazy("Close %(number)s"),
        gettext_lazy("It ends for good. An end note for JJEMS is written without the reason."),
        gettext_lazy("Close this authorization"),
        gettext_lazy("%(number)s is closed. The end note waits to be entered in JJEMS."),
    ),
}


@require_http_methods(["GET", "POST"])
def supervision_suspend(request, public_id):
    return _act(request, public_id, "suspend", rules.may_suspend, course.suspend, ReasonForm)


@require_http_methods(["GET", "POST"])
def supervision_resume(request, public_id):
    return _act(request, public_id, "resume", rules.may_resume, course.resume, ReasonForm)


@require_http_methods(["GET", "POST"])
def supervision_revoke(request, public_id):
    return _act(request, public_id, "revoke", rules.may_revoke, course.revoke, ReasonForm)


@require_http_methods(["GET", "POST"])
def supervision_close(request, public_id):
    return _act(request, public_id, "close", rules.may_close, course.close, CloseForm)


@require_http_methods(["GET", "POST"])
def supervision_privacy(request, public_id):
    return _act(
        request,
        public_id,
        "privacy",
        lambda actor, authorization, standing: rules.may_recheck_privacy(actor, authorization),
        course.recheck_privacy,
        PrivacyForm,
    )


@require_POST
def supervision_reaffirm(request, public_id):
    authorization = course.reaffirm(visible_or_404(request, public_id), actor=request.user, at=now())
    messages.success(request, _("%(number)s is re-affirmed.") % {"number": authorization.number})
    return redirect(authorization)


def _act(request, public_id, act, may, do, form_class):
    """One page for each act: what it does, the form, the button. The form's answers are the service's arguments."""
    authorization = visible_or_404(request, public_id)
    at = now()
    standing = standing_of(request.user, at=at)
    title, meaning, button, said = WORDS[act]
    words = {"number": authorization.number}
    if request.method == "POST":
        form = form_class(request.POST)
        if form.is_valid():
            answers = {name: value for name, value in form.cleaned_data.items() if name != "version"}
            try:
                do(authorization, actor=request.user, at=at, **answers)
            except NotAllowed as refusal:
                form.add_error(None, refusal.verdict.reason)
            else:
                messages.success(request, said % words)
                return redirect(authorization)
    else:
        form = form_class(kept_forms.restore(request), initial={"version": authorization.version})
    may(request.user, authorization, standing).enforce()
    context = {
        "authorization": authorization,
        "form": form,
        "title": title % words,
        "meaning": meaning,
        "button": button,
        "is_final": act in ("revoke", "close"),
    }
    return render(request, "authorizations/supervision_act.html", context)
