"""The registers, for the Legal Unit only: on screen, on paper, and as CSV (domain 10: R9 to R12, R21)."""

from datetime import date, datetime

from django.http import Http404, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from authorizations.views.words import deadline, on
from investigations.forms.records import RegisterFilterForm, SealedExportForm
from investigations.services import csv, registers
from investigations.services.register_access import TITLES
from investigations.views.access import confidential, is_proved, note_reading
from policy.calendar import moment
from workflow.identity import acting_as
from workflow.keyset import Page, paginate

FILTER = "register_filter"
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _listing_or_404(request, register):
    """The table of the register that `?show=` names; its first one for any other word."""
    listings = registers.listings_of(register)
    if not listings:
        raise Http404
    show = request.GET.get("show", "")
    return next((listing for listing in listings if listing.show == show), listings[0])


def _address(name, listing):
    return reverse(name, args=[listing.register]) + (f"?show={listing.show}" if listing.show else "")


def _wanted(request):
    """(the form, what the rows are narrowed by) as kept in the session."""
    form = RegisterFilterForm(request.session.get(FILTER, {}))
    return form, form.cleaned_data if form.is_valid() else {}


@form_page
@confidential
def register(request, register):
    """One filter serves all registers, so that what one compares is the same period and people."""
    listing = _listing_or_404(request, register)
    if request.method == "POST":
        form = RegisterFilterForm({} if "clear" in request.POST else request.POST)
        if form.is_valid():
            request.session[FILTER] = {name: form[name].data for name in form.fields if form[name].data}
            return redirect(_address("investigation_register", listing))
        return render(request, "investigations/register.html", _context(listing, form, {}), status=400)
    form, wanted = _wanted(request)
    day = localdate()
    page = paginate(
        registers.narrowed(listing, request.user, day, **wanted), request.GET.get("cursor", ""), by=listing.by
    )
    listing.table.prepare(page.rows)
    note_reading(request, ("register", listing.register))
    details = {
        "page": page,
        "rows": [{"cells": [_shown(cell, day) for cell in listing.table.cells(row, day)]} for row in page.rows],
        "summary": [
            {"label": label, "value": str(value)}
            for label, value in listing.summary(_all_of(listing, request.user, day, wanted), day)
        ],
        "is_filtered": any(wanted.values()),
    }
    return render(request, "investigations/register.html", _context(listing, form, details))


def _all_of(listing, user, day, wanted):
    """found(show): the rows of each table of the register, narrowed the same way."""
    tables = {one.show: one for one in registers.listings_of(listing.register)}
    return lambda show: registers.narrowed(tables[show], user, day, **wanted)


def _context(listing, form, details):
    """The page around the rows: the other registers, the other tables of this one, what can be taken out."""
    tables = registers.listings_of(listing.register)
    tabs = [
        {
            "label": title,
            "url": reverse("investigation_register", args=[slug]),
            "current": slug == listing.register,
        }
        for slug, title in TITLES.items()
    ]
    shows = [
        {"label": one.label, "url": _address("investigation_register", one), "current": one == listing}
        for one in tables
        if one.label
    ]
    return {
        "listing": listing,
        "columns": listing.table.columns,
        "tabs": tabs,
        "shows": shows,
        "form": form,
        "page": Page(rows=[]),
        "csv_url": _address("investigation_register_csv", listing),
        "sealed_label": listing.table.sealed_label,
    } | details


def _shown(cell, day):
    """A cell of table.html."""
    if isinstance(cell, dict):
        if cell.get("due"):
            return {"status": deadline(cell["due"], day)}
        if cell.get("kind"):
            status = {"kind": cell["kind"], "text": cell["text"]}
            return (
                {"status": status} if "url" not in cell else {"status": status, "text": _("Open"), "url": cell["url"]}
            )
        return cell
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return on(cell)
    return "" if cell is None else str(cell)


@form_page
@confidential
def register_csv(request, register):
    """The rows as narrowed on screen, by POST. With sealed fields only where the register has some, with a reason and
    a proof. Each export is on the trail.
    """
    listing = _listing_or_404(request, register)
    is_sealed = bool(listing.table.sealed_columns) and (request.method != "POST" or "sealed" in request.POST)
    if not is_sealed:
        return _csv(request, listing) if request.method == "POST" else HttpResponseNotAllowed(["POST"])
    form = SealedExportForm(request.POST if request.method == "POST" else None, is_proved=is_proved(request))
    if request.method == "POST":
        if form.is_valid() and request.proof_refused:
            form.add_error("password", request.proof_refused)
        if form.is_valid():
            return _csv(request, listing, why=form.cleaned_data["reason"])
    details = {
        "form": form,
        "title": listing.table.sealed_label,
        "meaning": _("The file holds sealed fields: keep it with the confidential papers. That you took it is recorded."),
        "button": _("Download"),
        "back": _address("investigation_register", listing),
        "clause": listing.clause,
    }  # fmt: skip
    wrong = request.method == "POST"
    return render(request, "investigations/register_export.html", details, status=400 if wrong else 200)


def _csv(request, listing, why=""):
    person, day, (_form, wanted) = request.user, localdate(), _wanted(request)
    wanted = wanted | {"before": now()}  # that it was taken is not in it
    count = registers.narrowed(listing, person, day, **wanted).count()
    registers.note_export(listing, count=count, actor=person, at=wanted["before"], why=why)
    columns = registers.columns(listing, with_sealed=bool(why))

    def lines():
        """Read while it is sent, after the view: the database is told again who reads."""
        with acting_as(person):
            found = registers.narrowed(listing, person, day, **wanted)
            yield from csv.lines(columns, registers.all_rows(listing, found, day, with_sealed=bool(why)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="register-{listing.register}-{day.isoformat()}.csv"'
    return response
