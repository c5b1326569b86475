"""The panel beside a report: what comes next, and what else may be done, in groups. Call it inside acting_as."""

from django.urls import reverse
from django.utils.translation import gettext as _

from violations.services import clock, findings, hearing
from violations.states import State
from violations.views.acts import acts_for, before_closing

# What the page offers first, by the state: the first of these that the reader may do and that is ripe.
FIRST = {
    State.SUBMITTED: ("take",),
    State.TRIAGE: ("safety", "decide"),
    State.INVESTIGATING: ("hand-in", "notice", "sign"),
    State.WITH_SUPERVISOR: ("hand-in", "sign"),
    State.REFERRED: ("close",),
    State.DEFERRED: ("investigate",),
    State.FINDINGS_REVIEW: ("close",),
    State.REOPENED: ("investigate",),
}
FORWARD = ("safety", "decide", "investigate", "defer", "notice", "sign", "hand-in", "send-back", "correct", "close",
           "reopen")  # fmt: skip
PEOPLE = ("assign", "let-in", "name", "related", "recuse")
RECORD = ("go-on", "pause", "duty", "allege")


def act_url(report, slug, target=None):
    if target is None:
        return reverse("report_act", args=[report.public_id, slug])
    return reverse("report_act_on", args=[report.public_id, slug, target.public_id])


def panel(report, actor, at):
    """`missing`: what keeps it from being closed, for who could close it now."""
    can = dict(acts_for(report, actor))
    missing = before_closing(report, at) if "close" in can else []
    ripe = _ripe(report, can, missing)
    first = next((slug for slug in FIRST.get(report.state, ()) if slug in ripe), "")
    groups = [(_("Go on"), FORWARD), (_("Who is concerned"), PEOPLE), (_("Clocks and records"), RECORD)]
    listed = [
        {"title": title, "acts": [_act(report, slug, can[slug]) for slug in slugs if slug in ripe and slug != first]}
        for title, slugs in groups
    ]
    return {
        "can": can,
        "first": _act(report, first, can[first]) if first else _to_countersign(report, actor, can),
        "groups": [group for group in listed if group["acts"]],
        "missing": missing,
    }


def _ripe(report, can, missing):
    """Of what the reader may do, what would not be refused for something that is plainly still to come."""
    ripe = set(can)
    if report.safety.exists():
        ripe -= {"safety"} if report.state != State.TRIAGE else set()
    else:
        ripe -= {"decide"}
    if "hand-in" in ripe and findings.unfound(report):
        ripe -= {"hand-in"}
    if "notice" in ripe and not hearing.untold(report).exists():
        ripe -= {"notice"}
    if missing:
        ripe -= {"close"}
    return ripe - ({"pause"} if clock.is_paused(report) else {"go-on"})


def _to_countersign(report, actor, can):
    """The findings of somebody else wait on the same page."""
    waits = report.findings.filter(replaced_at=None, countersigned_at=None).exclude(signed_by=actor)
    if report.state == State.FINDINGS_REVIEW and "send-back" in can and waits.exists():
        return {"label": _("Read and countersign"), "url": "#findings", "posts": False}
    return None


def _act(report, slug, page):
    return {"slug": slug, "label": page.title, "url": act_url(report, slug), "posts": page.form is None}
