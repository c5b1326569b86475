"""What a page says about a request, as the dictionaries the components show. No rule is decided here."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from authorizations import rules
from authorizations.choices import AccountKind, Connection, Purpose, ViewerAnswer
from authorizations.models import SupervisionAuthorization
from authorizations.states import LIVE, OPEN_NOTE, State
from authorizations.views.words import on

EARLIER = 5


def request_facts(authorization):
    """The blocks of a request: who asks, the youth, the account, why."""
    employee, youth = authorization.employee, authorization.youth
    who = [
        {"label": _("Employee"), "value": f"{employee.full_name}, {employee.title}"},
        {
            "label": _("Worksite"),
            "value": f"{employee.worksite.name} · {employee.get_employment_type_display().lower()}",
        },
        {
            "label": _("Supervisor"),
            "value": employee.reports_to.full_name if employee.reports_to else _("None on record"),
        },
    ]
    about_youth = [
        {"label": _("Youth"), "value": youth.reference},
        {"label": _("Status"), "value": youth.get_status_display()},
        {"label": _("Caseworker"), "value": str(youth.assigned_caseworker or _("None on record"))},
        {
            "label": _("To be viewed"),
            "value": authorization.youth_accounts.reveal() if authorization.youth_accounts else _("Not named"),
        },
    ]
    account = [
        {"label": _("Account"), "value": f"{authorization.site_name} · {authorization.handle}"},
        {"label": _("Kind"), "value": kind_of_account(authorization), "clause": "B.2.a"},
        {"label": _("Shows"), "value": authorization.display_name, "clause": "B.2.b"},
        {"label": _("Connected"), "value": _connected(authorization)},
    ]
    return {
        "who": who,
        "youth": about_youth,
        "account": account,
        "purposes": [Purpose(purpose).label for purpose in authorization.purposes],
        "justification": authorization.justification.reveal() if authorization.justification else "",
    }


def kind_of_account(authorization):
    return AccountKind(authorization.account_kind).label.replace("My own", "Own") if authorization.account_kind else ""


def _connected(authorization):
    if authorization.existing_connection == Connection.NONE:
        return _("No youth, no family (as stated)")
    return authorization.get_existing_connection_display()


def judgment_points(authorization):
    """What the supervisor must weigh: everything else is checked already."""
    points = []
    if not rules.has_real_name(authorization):
        points.append(
            {
                "title": _("Name on the account differs"),
                "clause": "B.2.b",
                "rows": [
                    {"label": _("Staff record"), "value": authorization.employee.full_name},
                    {"label": _("Account shows"), "value": authorization.display_name},
                ],
                "text": _("Explanation: “%(text)s”") % {"text": authorization.name_mismatch_explanation},
            }
        )
    platform = authorization.platform
    if platform.shows_viewers or authorization.viewer_answer:
        points.append(_viewer_point(authorization, platform))
    return points


def _viewer_point(authorization, platform):
    checked = authorization.privacy_checked_on
    answer = ViewerAnswer(authorization.viewer_answer).label if authorization.viewer_answer else ""
    point = {
        "title": _("%(site)s shows viewers") % {"site": authorization.site_name}
        if platform.shows_viewers
        else _("Viewers on %(site)s") % {"site": authorization.site_name},
        "clause": "B.2.d",
        "text": " ".join(
            part
            for part in (
                platform.visible_features,
                _("Answer: %(answer)s.") % {"answer": answer} if answer else "",
                _("Setting checked %(day)s.") % {"day": on(checked)} if checked else "",
            )
            if part
        ),
    }
    if platform.ruling:
        point["more_lead"] = _("Legal ruling, %(name)s, %(day)s:") % {
            "name": platform.ruled_by.full_name,
            "day": on(platform.ruled_on),
        }
        point["more"] = platform.ruling
    return point


def attestation_items(authorization):
    return [
        {"text": row.wording.text, "clause": row.wording.clause_id, "state": "passed"}
        for row in authorization.attestations.select_related("wording")
    ]


def conflict_items(authorization, viewer):
    """What was checked against others. Never whose claim a name conflicts with, never reports or investigations."""
    also = (
        SupervisionAuthorization.objects.filter(youth=authorization.youth, state__in=LIVE)
        .exclude(employee=authorization.employee)
        .select_related("employee", "platform")[:3]
    )
    if viewer.pk == authorization.employee_id:
        also = []  # what colleagues may view is for those who decide (domain 4.4)
    items = [
        {
            "text": _("The decision is not the requester's own.")
            if viewer.pk != authorization.employee_id
            else _("You asked: somebody else decides."),
            "state": "passed",
        },
        {"text": _("The account is registered to nobody else."), "state": "passed", "clause": "B.2.e"},
        {"text": _("The youth is discharged."), "state": "failed"}
        if authorization.youth.is_discharged
        else {"text": _("The youth is not discharged."), "state": "passed"},
    ]
    for other in also:
        items.append(
            {
                "text": _("Also authorized for this youth: %(name)s, %(site)s, to %(day)s.")
                % {"name": other.employee.full_name, "site": other.site_name, "day": on(other.expires_on)},
                "state": "later",
            }
        )
    return items


def earlier(authorization, today):
    """The employee's other authorizations, newest first, with notes that are late."""
    late = Count("notes", filter=Q(notes__state__in=OPEN_NOTE, notes__due_on__lt=today))
    rows = (
        SupervisionAuthorization.objects.filter(employee=authorization.employee)
        .exclude(pk=authorization.pk)
        .exclude(state=State.DRAFT)
        .select_related("platform")
        .annotate(late_notes=late)
        .order_by("-created_at")[:EARLIER]
    )
    return [
        {
            "number": row.number,
            "url": row.get_absolute_url(),
            "text": f"{row.site_name} · {row.get_state_display().lower()}",
            "late": _("Note late") if row.late_notes else "",
        }
        for row in rows
    ]
