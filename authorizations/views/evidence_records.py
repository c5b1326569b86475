"""Reading captured evidence: the list, an item, its files; filing it and recording its notifications (B.2.f)."""

import structlog
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from tink import TinkError

from audit.services import record_outside
from authorizations.forms.evidence import DutyForm, FilingForm
from authorizations.models import EvidenceItem, NotificationDuty
from authorizations.rules import evidence as rules
from authorizations.services import duties, evidence
from authorizations.services.evidence_sheet import export_sheet
from authorizations.states import DutyState, ItemState
from authorizations.views import evidence_facts
from authorizations.views.evidence import item_or_404
from authorizations.views.words import timeline
from evidence.models import ORIGINAL
from evidence.responses import file_response
from evidence.services import STORAGE_FAILED
from evidence.sheets import PaperFailed
from notifications.services import told_about
from policy.calendar import local_day
from workflow.errors import NotAllowed
from workflow.keyset import paginate

log = structlog.get_logger(__name__)
OPEN_DUTIES = Count("duties", filter=Q(duties__state=DutyState.OPEN), distinct=True)


@require_safe
def evidence_list(request):
    """`?show=all` shows everything; otherwise what still needs something."""
    is_all = request.GET.get("show") == "all"
    day = localdate()
    items = EvidenceItem.objects.visible_to(request.user, day).select_related("youth", "captured_by", "platform")
    items = items.annotate(open_duties=OPEN_DUTIES)
    if not is_all:
        items = items.filter(Q(state__in=[ItemState.DRAFT, ItemState.LOGGED]) | Q(open_duties__gt=0))
    page = paginate(items, request.GET.get("cursor", ""), by="created_at")
    rows = [{"item": item, "status": evidence_facts.status(item, day)} for item in page.rows]
    return render(request, "authorizations/evidence_list.html", {"page": page, "rows": rows, "is_all": is_all})


@require_safe
def evidence_detail(request, public_id):
    item = item_or_404(request, public_id)
    if item.state == ItemState.DRAFT:
        return redirect("evidence_edit", item.public_id)
    return item_page(request, item)


def item_page(request, item, *, filing=None, duty=None, duty_form=None):
    """`filing`, `duty_form`: a refused form, shown again with what was typed."""
    at, day = now(), local_day(now())
    sees = EvidenceItem.objects.pictured_for(request.user, day).filter(pk=item.pk).exists()
    may_file = rules.may_file(request.user, item)
    if filing is None and may_file:
        filing = FilingForm(initial={"version": item.version, "filed_on": day})
    rows = evidence_facts.duty_rows(item, request.user, at)
    for row in rows:
        if row["may_tell"]:
            row["form"] = duty_form if duty and row["duty"].pk == duty.pk else _duty_form(row["duty"], request.user, at)
            row["is_open"] = bool(duty and row["duty"].pk == duty.pk)
    custody, has_more = evidence_facts.custody_rows(item)
    successor = EvidenceItem.objects.on_record().filter(supersedes=item).first()
    context = {
        "item": item,
        "authorization": item.authorization,
        "status": evidence_facts.status(item, day),
        "source": evidence_facts.source_rows(item),
        "meaning": evidence_facts.meaning_rows(item),
        "files": evidence_facts.file_rows(item, with_pictures=sees),
        "sees": sees,
        "duties": rows,
        "open_duties": sum(row["duty"].state == DutyState.OPEN for row in rows),
        "filing": filing,
        "filed": evidence_facts.filing_rows(item) if item.filed_on else [],
        "custody": custody,
        "has_more_custody": has_more,
        "entries": timeline(item)[0],
        "told": told_about(item.public_id, *(row["duty"].public_id for row in rows)),
        "may_correct": rules.may_correct(request.user, item, has_successor=successor is not None),
        "successor": successor,
        "correction_reason": item.correction_reason.reveal(),
    }
    wrong = request.method == "POST"
    return render(request, "authorizations/evidence_detail.html", context, status=400 if wrong else 200)


def _duty_form(duty, viewer, at, data=None):
    may_drop = bool(rules.may_call_not_required(viewer, duty))
    initial = {"version": duty.version, "made_at": at}
    return DutyForm(data, prefix=f"d{duty.pk}", initial=initial, may_drop=may_drop)


@require_POST
def evidence_file(request, public_id):
    """Filed in the youth's file."""
    item = item_or_404(request, public_id)
    if not rules.is_to_finish(request.user, item):
        raise Http404
    if item.state == ItemState.FILED:
        return redirect(item)  # the second of two clicks
    rules.may_file(request.user, item).enforce()
    form = FilingForm(request.POST)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            evidence.file_item(
                item.as_seen(answers["version"]),
                filed_on=answers["filed_on"],
                reference=answers["reference"],
                actor=request.user,
                at=now(),
            )
        except NotAllowed as refusal:
            form.add_error("filed_on", refusal.verdict.reason)
        else:
            messages.success(request, _("Recorded: it stands in the youth's file."))
            return redirect(item)
    return item_page(request, item, filing=form)


@require_POST
def duty_record(request, public_id):
    """A notification: made, or why it is not required."""
    duty = get_object_or_404(NotificationDuty, public_id=public_id)
    item = item_or_404(request, _item_of(duty))
    duty.item = item
    if duty.state != DutyState.OPEN and duty.made_by_id == request.user.pk:
        return redirect(item)  # the second of two clicks
    rules.may_tell(request.user, duty).enforce()
    form = _duty_form(duty, request.user, now(), data=request.POST)
    if form.is_valid():
        try:
            _record(duty.as_seen(form.cleaned_data["version"]), form.cleaned_data, request.user)
        except NotAllowed as refusal:
            form.add_error("made_at", refusal.verdict.reason)
        else:
            messages.success(request, _("Recorded."))
            return redirect(item)
    return item_page(request, item, duty=duty, duty_form=form)


def _item_of(duty):
    return EvidenceItem.objects.values_list("public_id", flat=True).get(pk=duty.item_id)


def _record(duty, answers, user):
    if answers["outcome"] == "dropped":
        return duties.call_not_required(duty, reason=answers["reason"], actor=user, at=now())
    return duties.make(
        duty,
        made_at=answers["made_at"],
        method=answers["method"],
        recipient=answers["recipient"],
        reference=answers["reference"],
        actor=user,
        at=now(),
    )


@require_safe
def evidence_original(request, public_id, file_id):
    """The untouched original, with its permission asked of the item and every download on its custody list."""
    item, file = _file_or_404(request, public_id, file_id)
    record_outside(
        "evidence.downloaded", subject=item, actor=request.user, at=now(), facts={"file": str(file.public_id)}
    )
    return file_response(request, file, ORIGINAL, file_name=_file_name(item), at=now())


@require_safe
def evidence_page(request, public_id, file_id, number):
    """A copy of one page, without what the original carries besides its picture."""
    item, file = _file_or_404(request, public_id, file_id)
    if not 1 <= number <= len(file.pages):
        raise Http404
    return file_response(request, file, number, file_name=f"{_file_name(item)}-{number}", at=now())


@require_POST
def evidence_sheet(request, public_id):
    """The sheet for the youth's file. Each one made is on the custody list, so that it is asked for by a button."""
    rows = EvidenceItem.objects.pictured_for(request.user, localdate()).with_people()
    item = get_object_or_404(rows.exclude(state__in=[ItemState.DRAFT, ItemState.GATED]), public_id=public_id)
    try:
        pdf = export_sheet(item, actor=request.user, at=now())
    except (PaperFailed, *STORAGE_FAILED, TinkError) as error:
        log.error("evidence.sheet_failed", item=str(item.public_id), error=type(error).__name__)
        messages.error(
            request, _("The sheet could not be made. Try again later; tell a portal administrator if it stays so.")
        )
        return redirect(item)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(item)}-sheet.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def _file_or_404(request, public_id, file_id):
    rows = EvidenceItem.objects.pictured_for(request.user, localdate())
    item = get_object_or_404(rows, public_id=public_id)
    row = get_object_or_404(item.files.select_related("file"), file__public_id=file_id)
    return item, row.file


def _file_name(item):
    return item.number or "draft"
