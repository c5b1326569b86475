"""Filing by nobody (design §5): the pages of violations.views.filing on addresses that link to nobody."""

from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from violations.choices import Mode
from violations.forms.key import KeyForm
from violations.services import drafts
from violations.services.drafts import Filer
from violations.views import filing, pages
from violations.views.way import Way
from workflow import unlinked

form_page = require_http_methods(["GET", "HEAD", "POST"])


def way_of(request):
    return Way(Filer(secret=unlinked.secret_of(request)), "report_anonymous", "violations/unlinked.html")


@form_page
def report_anonymous_start(request):
    """What anonymous means; and the draft this browser has, to go on with."""
    way = way_of(request)
    if request.method == "POST":
        drafts.save(way.filer, drafts.MODE, Mode.ANONYMOUS, at=now())
        return way.go("step", "safety")
    draft = drafts.current(way.filer, at=now())
    answers = drafts.answers_of(draft)
    context = {"draft": draft if answers else None, "next_page": pages.first_open(answers)}
    return way.page(request, "anonymous", context)


@form_page
def report_anonymous_step(request, step):
    return filing.step(request, way_of(request), step)


@require_safe
def report_anonymous_stop(request):
    return filing.stop(request, way_of(request))


@form_page
def report_anonymous_later(request):
    """Asking for a key to come back with: seven words, shown once."""
    way = way_of(request)
    draft = drafts.current(way.filer, at=now())
    if not drafts.answers_of(draft):
        return way.go("start")
    words = drafts.give_key(way.filer, at=now()) if request.method == "POST" else ""
    return way.page(request, "later", {"draft": draft, "words": words})


@form_page
@sensitive_post_parameters("key")
def report_anonymous_resume(request):
    way, form = way_of(request), KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = drafts.resume(way.filer, form.cleaned_data["key"], at=now())
        if draft is not None:
            next_page = pages.first_open(drafts.answers_of(draft))
            return way.go("step", next_page) if next_page else way.go("check")
        form.refuse()
    return way.page(request, "resume", {"form": form}, status=400 if form.is_bound else 200)


@require_POST
def report_anonymous_leave_out(request, file_id):
    return filing.leave_out(request, way_of(request), file_id)


@require_POST
def report_anonymous_discard(request):
    return filing.discard(request, way_of(request))


@require_safe
def report_anonymous_check(request):
    return filing.check(request, way_of(request))


@require_POST
def report_anonymous_send(request):
    """The key stands in this answer alone."""
    way = way_of(request)
    return filing.send(request, way, lambda report: _key_page(request, way, report))


def _key_page(request, way, report):
    if not report.words:  # it was typed back: another page did it
        return way.go("start")
    with drafts.as_filed(report):
        context = filing.receipt_context(report)
    return way.page(request, "key", context | {"words": report.words, "form": KeyForm(), "form_key": report.form_key})


@require_POST
@sensitive_post_parameters("key")
def report_anonymous_finish(request):
    """The key is typed back; then the portal forgets that this browser filed it, and the browser does."""
    way, form = way_of(request), KeyForm(request.POST)
    draft = drafts.current(way.filer, at=now())
    if draft is None or drafts.answers_of(draft):
        return way.go("start")
    if form.is_valid() and drafts.type_back(draft, form.cleaned_data["key"], at=now()):
        unlinked.forget(request)
        return way.go("done")
    form.refuse()
    return way.page(request, "key", {"form": form, "form_key": draft.form_key}, status=400)


@require_safe
def report_anonymous_done(request):
    return way_of(request).page(request, "done", {})
