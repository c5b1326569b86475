"""What the chrome of every page needs."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.services import is_late, waiting_for
from people.roles import Role
from violations.services import has_desk

TABS = [
    ("my_work", _("My work"), None),
    ("supervision_list", _("Authorizations"), None),
    ("evidence_list", _("Evidence"), None),
    ("investigation_list", _("Investigations"), {Role.LEGAL, Role.GENERAL_COUNSEL, Role.INVESTIGATIONS}),
    ("report_list", _("Reports"), None),  # for whom there is something on it: has_desk
    ("pulse_home", _("Pulse"), None),
    ("queue", _("Moderation"), {Role.PULSE_MODERATOR, Role.ADMIN}),
    ("policy_home", _("Policy"), None),
    ("people_list", _("People"), {Role.ADMIN, Role.LEGAL}),
    ("settings_list", _("Settings"), {Role.ADMIN, Role.LEGAL, Role.GENERAL_COUNSEL, Role.AUDITOR}),
    ("trail_list", _("Audit trail"), {Role.ADMIN, Role.LEGAL, Role.AUDITOR}),
]
DESK = "report_list"
COMPARTMENT = (
    "profile",
    "communication",
    "meeting",
    "capture",
    "confidential",
    "designation",
    "delegate",
    "disclosure",
)
READING = ("flag", "release")
MODERATION = (
    "post",
    "rule",
    "order",
    "source",
    "import",
    "webhook",
    "privilege",
    "reconsideration",
    "audit",
    "figures",
)
FAMILIES = (
    {"person": "people", "youth": "people", "rota": "settings", "reserve": "report"}
    | dict.fromkeys(COMPARTMENT, "investigation")
    | dict.fromkeys(READING, "pulse")
    | dict.fromkeys(MODERATION, "queue")
)


def chrome(request):
    """`nav`: the tabs of this person; `unread`: new inbox entries; `demonstration`: whether all people are invented;
    `is_clock_late`: for administrators, whether no sweep has run for a quarter of an hour; `urgent_calls`: what waits for
    this person to take it.
    """
    context = {
        "demonstration": settings.DEMONSTRATION,
        "nav": [],
        "unread": 0,
        "is_clock_late": False,
        "urgent_calls": [],
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    match = request.resolver_match
    current = (match.url_name or "") if match else ""
    if not hasattr(request, "waiting"):  # a page of several templates asks once
        request.waiting = waiting_for(user, also=[has_desk(user)])
    context["unread"], context["urgent_calls"], reports = request.waiting
    context["nav"] = [
        {"label": label, "url": reverse(name), "current": is_tab_of(name, current)}
        for name, label, roles in TABS
        if (roles is None or user.roles & roles) and (name != DESK or reports)
    ]
    if user.has_role(Role.ADMIN):
        if not hasattr(request, "is_clock_late"):
            request.is_clock_late = is_late(timezone.now())
        context["is_clock_late"] = request.is_clock_late
    return context


def is_tab_of(tab, page):
    """A page belongs to the tab whose name begins like its own: supervision_detail to supervision_list."""
    family = page.split("_")[0]
    family = FAMILIES.get(family, family)
    return tab == page or ((tab.endswith(("_list", "_home")) or tab == "queue") and family == tab.split("_")[0])
