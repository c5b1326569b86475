"""The report as its reporter sees it: state, thread, files, and "I am being punished for this"."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.safety import Refused
from violations.forms.following import NOT_OPENED, FileForm, GateForm, KeyForm, MessageForm, PunishedForm
from violations.services import as_reporter, following, receipts, retaliation, thread
from violations.views import own_facts
from violations.views.doors import Keyed, behind, keyed, open_for, own
from workflow import unlinked

form_page = require_http_methods(["GET", "HEAD", "POST"])
STOPPED = "stopped"  # behind the question mark: the content gate was answered with yes
READ_DIFFERENTLY = {"narrative": "text", "subjects": "described"}  # fields of a report, as the form here names them


# Coming in ------------------------------------------------------------------------------------------------------------


@form_page
@sensitive_post_parameters()
@sensitive_variables()
def follow(request):
    """Type the seven words. What was written when they had run out comes along, and is not sent unread."""
    if request.method != "POST":
        door = keyed(request)
        return _opened(request, door, "") if door else render(request, "violations/follow.html", {"form": KeyForm()})
    form, written = KeyForm(request.POST), MessageForm(request.POST)
    text = written.cleaned_data.get("text", "") if written.is_valid() else ""
    digest = following.open_key(form.cleaned_data["words"], at=now()) if form.is_valid() else None
    if digest is None:
        if not form.errors:
            form.add_error("words", NOT_OPENED)
        return render(request, "violations/follow.html", {"form": form, "text": text}, status=400)
    open_for(request, digest)
    return _opened(request, Keyed(digest), text)


def _opened(request, door, text):
    with door.known():
        report = door.reports().first()
        if report is None:
            raise Http404
        if text:
            return _page(request, door, report, MessageForm(initial={"text": text}))
    return redirect("follow_report", report.public_id)


@require_POST
def follow_leave(request):
    """The words have to be typed again in this browser."""
    unlinked.forget(request)
    return redirect("follow")


@require_safe
def own_report_list(request):
    with as_reporter(request.user):
        rows = [
            {"report": report, "status": own_facts.status(report)}
            for report in following.reports_of(request.user)[:100]
        ]
        return render(request, "violations/own_report_list.html", {"rows": rows})


# The report -----------------------------------------------------------------------------------------------------------


def report_page(request, door, report):
    if request.method != "POST":
        return _page(request, door, report, MessageForm())
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            thread.answer(report, text=form.cleaned_data["text"], form_key=_key(request), at=now())
        except ValidationError as refused:
            form.add_error("text", refused.message_dict["text"])
        else:
            return redirect(door.page, report.public_id)
    return _page(request, door, report, form, status=400)


def _page(request, door, report, form, status=200):
    clauses, is_not_sure = own_facts.clauses(report)
    context = {
        "door": door,
        "report": report,
        "others": [one for one in door.reports() if one.pk != report.pk] if door.is_keyed else [],
        "status": own_facts.status(report),
        "clauses": clauses,
        "is_not_sure": is_not_sure,
        "entries": own_facts.entries(report),
        "form": form,
        "form_key": _key(request),
    }
    return render(request, "violations/own_report.html", context, status=status)


def _ran_out(request, public_id):
    """What was typed after the words had run out stays, and is shown again once they were typed anew."""
    if request.method != "POST":
        return redirect("follow")
    written = MessageForm(request.POST)
    text = written.cleaned_data["text"] if written.is_valid() else ""
    context = {"form": KeyForm(), "text": text, "has_run_out": True}
    return render(request, "violations/follow.html", context)


report_page.otherwise = _ran_out


def file_page(request, door, report):
    """The content gate, then the file; of a yes nothing is uploaded and who handles the report hears at once."""
    context = {"door": door, "report": report, "form_key": _key(request)}
    if request.method != "POST":
        if STOPPED in request.GET:
            return render(request, "violations/own_file_stopped.html", context)
        return render(request, "violations/own_file.html", context | {"gate": GateForm()})
    gate = GateForm(request.POST)
    if not gate.is_valid():
        return render(request, "violations/own_file.html", context | {"gate": gate}, status=400)
    if gate.is_yes:
        thread.say_not_uploaded(report, where=gate.cleaned_data["where"], form_key=context["form_key"], at=now())
        return redirect(f"{reverse(door.file_page, args=[report.public_id])}?{STOPPED}")
    if "is_chosen" not in request.POST:
        return render(request, "violations/own_file.html", context | {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            thread.add_file(report, form.cleaned_data["file"].read(), at=now())
        except (Refused, thread.TooManyFiles) as refused:
            form.add_error("file", getattr(refused, "sentence", str(refused)))
        else:
            return redirect(door.page, report.public_id)
    return render(request, "violations/own_file.html", context | {"form": form}, status=400)


def punished_page(request, door, report):
    """One click, and what is happening: a new report that another person handles."""
    form = PunishedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            concern = retaliation.raise_concern(report, form_key=_key(request), at=now(), **form.cleaned_data)
        except ValidationError as refused:
            for name, words in refused.message_dict.items():
                form.add_error(READ_DIFFERENTLY.get(name), words)
        else:
            return redirect(door.page, concern.public_id)
    context = {"door": door, "report": report, "form": form, "form_key": _key(request)}
    return render(request, "violations/own_punished.html", context, status=400 if form.errors else 200)


def _key(request):
    """The key that makes a form sent twice one record; a new one when none came that reads."""
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


follow_report, own_report = (form_page(behind(door)(report_page)) for door in (keyed, own))
follow_file, own_report_file = (form_page(behind(door)(file_page)) for door in (keyed, own))
follow_punished, own_report_punished = (form_page(behind(door)(punished_page)) for door in (keyed, own))


# The receipt ----------------------------------------------------------------------------------------------------------


@require_safe
@behind(own)
def own_report_receipt(request, door, report):
    clauses, is_not_sure = own_facts.clauses(report)
    context = {
        "report": report,
        "clauses": clauses,
        "is_not_sure": is_not_sure,
        "fingerprint": receipts.fingerprint_of(report),
    }
    return render(request, "violations/own_report_receipt.html", context)
