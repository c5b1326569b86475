"""One page for each act: what it does, the form, the button. The form's answers are the service's arguments."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now

from evidence.safety import Refused
from investigations.views.access import is_proved
from people import kept_forms
from people.forms.step_up import WithProof
from workflow.errors import NotAllowed


def act_page(request, record, *, words, form_class, do, may=None, back=None, is_final=False, clause="B.3.a",
             files=False, arguments=None, context=None, template="investigations/act.html", **form_details):  # fmt: skip
    """GET shows the form, POST does the act and goes back to the record.

    `words`: (title, what it does, button, what is said afterwards). `may`: a verdict, enforced before the form is
    shown. `do(record, actor=, at=, **answers)` is the service; what it refuses stands above the form with everything
    that was typed. A form that asks for a proof (WithProof) is only done once the proof was right.
    """
    title, meaning, button, said = words
    if issubclass(form_class, WithProof):
        form_details["is_proved"] = is_proved(request)
    back = back or record.get_absolute_url()
    if request.method == "POST":
        form = form_class(request.POST, request.FILES if files else None, **form_details)
        if form.is_valid() and not _refused_proof(request, form):
            answers = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "password")}
            try:
                do(record, actor=request.user, at=now(), **(arguments(answers) if arguments else answers))
            except (NotAllowed, Refused) as refusal:
                form.add_error(None, reason_of(refusal))
            else:
                messages.success(request, said)
                return redirect(back)
    else:
        if may is not None:
            may.enforce()
        initial = {"version": record.version} if hasattr(record, "version") else {}
        form = form_class(
            kept_forms.restore(request), initial=initial | form_details.pop("initial", {}), **form_details
        )
    details = {
        "record": record,
        "form": form,
        "title": title,
        "meaning": meaning,
        "button": button,
        "is_final": is_final,
        "back": back,
        "clause": clause,
        "sends_files": files,
    } | (context or {})
    return render(request, template, details, status=400 if request.method == "POST" else 200)


def _refused_proof(request, form):
    """A wrong password is said at its field."""
    if "password" in form.fields and request.proof_refused:
        form.add_error("password", request.proof_refused)
    return bool(form.errors)


def reason_of(refusal):
    """What a service or the file safety refused, in the sentence the user reads."""
    return refusal.verdict.reason if isinstance(refusal, NotAllowed) else refusal.sentence
