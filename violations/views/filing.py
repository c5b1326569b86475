"""Filing a report, one question a page (C.3). The same for whoever files: see Way."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now

from evidence.safety import Refused
from violations.choices import Mode
from violations.forms.picker import NOT_SURE, OTHERS, YOUTH
from violations.forms.steps import DANGER, MINOR, ModeForm
from violations.models import Allegation
from violations.services import drafts
from violations.views import pages
from violations.views.check import check_sections, goes_to, receipt_rows

MOST_TYPED = 60_000  # letters that are kept of one page before they are right


def start(request, way):
    """How to report; and the draft there is, to go on with."""
    at = now()
    draft = drafts.current(way.filer, at=at)
    answers = drafts.answers_of(draft)
    form = ModeForm(request.POST or None, initial={"mode": pages.mode_of(answers) or Mode.CONFIDENTIAL})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["mode"] == Mode.ANONYMOUS:
            return HttpResponseRedirect(reverse("report_anonymous_start"))
        drafts.save(way.filer, drafts.MODE, form.cleaned_data["mode"], at=at)
        return way.go("step", "safety")
    context = {"form": form, "draft": draft if answers else None, "next_page": pages.first_open(answers)}
    return way.page(request, "start", context, status=400 if form.is_bound else 200)


def step(request, way, name):
    if name not in pages.PAGES:
        raise Http404
    at = now()
    draft = drafts.current(way.filer, at=at)
    answers = drafts.answers_of(draft)
    about = {"is_known": way.filer.is_known, "at": at}
    if request.method != "POST":
        if not answers:
            return way.go("start")
        if name not in pages.pages_of(answers):
            return way.go("step", pages.neighbour(name, answers, 1))
        return _step_page(request, way, name, draft, answers, pages.empty_form(name, answers, **about))
    form = pages.sent_form(name, request, answers, **about)
    typed = pages.typed_on(form)
    leaves = {"back", "later"} & request.POST.keys()
    if leaves and sum(len(text) for texts in typed.values() for text in texts) <= MOST_TYPED:
        drafts.save(way.filer, name, typed, at=at)
        return way.go("later") if "later" in leaves else _before(way, name, answers)
    if not form.is_valid():
        return _step_page(request, way, name, draft, answers, form)
    draft = drafts.save(way.filer, name, typed, at=at)
    return _after(request, way, name, draft, form, at)


def _before(way, name, answers):
    before = pages.neighbour(name, answers, -1)
    return way.go("step", before) if before else way.go("start")


def _after(request, way, name, draft, form, at):
    answers = drafts.answers_of(draft)
    if name == "safety" and form.stops:
        drafts.call_for_help(draft, at=at)
        return way.go("stop")
    if name == "files":
        if form.cleaned_data["gate"] == MINOR:
            drafts.call_for_help(draft, at=at)
            return way.go("stop")
        if _take_files(request, way, draft, form, at) or "add" in request.POST:
            return _step_page(request, way, name, draft, answers, form)
    following = pages.neighbour(name, answers, 1)
    return way.go("step", following) if following else way.go("check")


def _take_files(request, way, draft, form, at):
    """Keep the files of the form when the gate lets them in; whether one was refused."""
    for upload in request.FILES.getlist("files") if form.takes_files else []:
        try:
            drafts.add_file(way.filer, draft, upload.read(), name=upload.name, at=at)
        except Refused as refusal:
            form.add_error("files", f"{upload.name[:40]}: {refusal.sentence}")
        except drafts.TooManyFiles as refusal:
            form.add_error("files", str(refusal))
            break
    return bool(form.errors)


def _step_page(request, way, name, draft, answers, form):
    page, names = pages.PAGES[name], pages.pages_of(answers)
    context = {
        "form": form,
        "page": page,
        "name": name,
        "number": names.index(name) + 1 if name in names else 1,
        "count": len(names) + 1,
        "body": f"violations/filing/{page.body}.html",
        "is_first": name == names[0],
    }
    if name == "what":
        chosen = form.data.getlist("clauses") if form.is_bound else form.initial.get("clauses", [])
        others = [(group, any(card.clause in chosen for card in group.cards)) for group in OTHERS]
        context |= {"youth": YOUTH, "others": others, "chosen": chosen, "not_sure": NOT_SURE}
    if name == "files" and draft is not None:
        context["files"] = drafts.files_of(way.filer, draft)
    return way.page(request, "step", context, status=400 if form.is_bound and form.errors else 200)


def stop(request, way):
    """911, the supervisor and the 51A report come before the form; from here one goes on."""
    answers = drafts.answers_of(drafts.current(way.filer, at=now()))
    is_gate = answers.get("files", {}).get("gate") == [MINOR]
    context = {
        "is_danger": answers.get("safety", {}).get("safety") == [DANGER],
        "is_gate": is_gate,
        "next_url": way.url("check") if is_gate else way.url("step", "what"),
    }
    return way.page(request, "stop", context) if answers else way.go("start")


def leave_out(request, way, file_id):
    draft = drafts.current(way.filer, at=now())
    if draft is not None:
        drafts.leave_out(way.filer, draft, file_id)
    return way.go("step", "files")


def discard(request, way):
    drafts.discard(way.filer)
    return way.go("start")


def check(request, way):
    """Everything that was answered, to be changed or sent."""
    at = now()
    draft = drafts.current(way.filer, at=at)
    answers = drafts.answers_of(draft)
    if not answers:
        return way.go("start")
    return _check_page(request, way, draft, answers, pages.saved_forms(answers, is_known=way.filer.is_known, at=at))


def _check_page(request, way, draft, answers, filled, faults=()):
    sections = check_sections(filled, drafts.files_of(way.filer, draft))
    mode = _mode(way, answers)
    context = {"draft": draft, "sections": sections, "mode": mode, "mode_label": Mode(mode).label, "faults": faults}
    return way.page(request, "check", context, status=400 if request.method == "POST" else 200)


def _mode(way, answers):
    if not way.filer.is_known:
        return Mode.ANONYMOUS
    return pages.mode_of(answers) if pages.mode_of(answers) == Mode.NAMED else Mode.CONFIDENTIAL


def send(request, way, shown):
    """File it, once however often it is sent. `shown(report)` answers with the end of filing."""
    at = now()
    draft = drafts.current(way.filer, at=at)
    if draft is None or draft.form_key != form_key_of(request):
        report = drafts.own_report(way.filer, form_key=form_key_of(request)) if way.filer.is_known else None
        return shown(report) if report is not None else way.go("start")
    answers = drafts.answers_of(draft)
    if not answers:  # filed before: of an anonymous one the key is shown anew until it was typed back
        report, report.words = drafts.show_key_again(draft, at=at)
        return shown(report)
    filled = pages.saved_forms(answers, is_known=way.filer.is_known, at=at)
    are_right = [form.is_valid() for form in filled.values()]  # each of them says what it lacks
    if not all(are_right):
        return _check_page(request, way, draft, answers, filled)
    try:
        report = drafts.send(way.filer, draft, mode=_mode(way, answers), at=at, **pages.told_by(filled, way.filer))
    except ValidationError as error:
        return _check_page(request, way, draft, answers, filled, faults=error.messages)
    return shown(report)


def form_key_of(request):
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def receipt_context(report):
    """Of a report read inside the filer's transaction."""
    rows = Allegation.objects.filter(report=report, as_filed=True).order_by("pk")
    clauses = [clause for clause in rows.values_list("clause", flat=True) if clause]
    holder, skipped = goes_to(report)
    return {"report": report, "rows": receipt_rows(report, clauses), "holder": holder, "skipped": skipped}
