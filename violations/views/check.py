"""What a draft says, for its author to check before it is sent, and a receipt of what was sent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.calendar import moment
from violations.choices import Mode, Pool
from violations.forms.steps import MINOR, NONE
from violations.views.pages import PAGES

NOTHING = ("", None, [], False)
# Whom it skips, in the words a reporter reads.
SKIPPED = {
    Pool.LEGAL: "",
    Pool.GENERAL_COUNSEL: gettext_lazy("the Legal Unit"),
    Pool.DESIGNEE: gettext_lazy("the Legal Unit or the General Counsel"),
    Pool.RESERVE: gettext_lazy("the Legal Unit, the General Counsel or the Commissioner's designee"),
    Pool.COMMISSIONER: gettext_lazy(
        "the Legal Unit, the General Counsel, the Commissioner's designee or the reserve handlers"
    ),
    Pool.OUTSIDE: gettext_lazy("anybody at DYS, because the Commissioner is named in it"),
}


def check_sections(filled, files):
    """Each page with its answers and what is still wrong with it."""
    return [
        {"name": name, "title": PAGES[name].title, "rows": _rows(name, form, files), "errors": _errors(form)}
        for name, form in filled.items()
    ]


def _rows(name, form, files):
    form.is_valid()
    rows = [{"label": bound.label, "value": _said(bound)} for bound in form if bound.name not in ("files",)]
    if name == "files":
        rows = [{"label": _("Files"), "value": _files(form, files)}]
    return [row for row in rows if row["value"] not in NOTHING]


def _errors(form):
    return [sentence for sentences in form.errors.values() for sentence in sentences]


def _said(bound):
    """What was answered, in the words of the choices."""
    value = bound.form.cleaned_data.get(bound.name)
    if value is True:
        return _("Yes")
    if value in NOTHING:
        return bound.value() if bound.errors else ""
    if isinstance(value, list):
        labels = dict(getattr(bound.field, "choices", ()))
        return ", ".join(str(labels.get(one, one)) for one in value)
    if hasattr(value, "isoformat"):
        return f"{value:%b} {value.day}, {value.year}"
    return str(dict(getattr(bound.field, "choices", ()) if isinstance(value, str) else ()).get(value, value))


def _files(form, files):
    gate = form.cleaned_data.get("gate")
    if gate == MINOR:
        return _("None is sent: they appear to show sexual images of somebody who may be under 18.")
    if gate == NONE or not files:
        return _("None")
    return ", ".join(f"{row.file.name.reveal() or row.file.get_kind_display()}" for row in files)


def receipt_rows(report, clauses):
    """Number, time and clauses of a report, for whoever made it."""
    return [
        {"label": _("Number"), "value": report.number},
        {"label": _("Filed"), "value": moment(report.filed_at)},
        {"label": _("About"), "value": ", ".join(clauses) or _("Not sure; the clause is found by who handles it")},
        {"label": _("Kind"), "value": Mode(report.mode).label},
        {"label": _("Receipt code"), "value": report.receipt_code},
    ]


def goes_to(report):
    """(who holds it, whom it will not go to besides those named and everybody above them), as far as the reporter knows:
    where it really lies may tell that an account they named is one of ours.
    """
    return Pool(report.pool_told).label, SKIPPED[report.pool_told]
