"""What the pages of communication say, as the dictionaries the components show (B.3.c)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorizations.views.words import on
from investigations import rules
from investigations.choices import Group, Method, labels
from investigations.models import CommunicationEntry, stood_in_for
from investigations.rules import contacts as contact_rules
from investigations.services import reveal
from investigations.states import ContactState
from policy.calendar import local_day
from policy.services import settings_now

MOST = 50
CLOSED = [
    gettext_lazy("Who, or which account"),
    gettext_lazy("Purpose"),
    gettext_lazy("Limits"),
    gettext_lazy("Advice of the Legal Unit"),
    gettext_lazy("Reasons"),
]


def reader(user, *, at):
    """What the rules need to know of somebody who reads a page; what they are designated for plays no part."""
    day = local_day(at)
    return rules.Standing(day=day, settings=settings_now(), stands_in_for=frozenset(stood_in_for(user, day)))


def sealed_group(request, record, group, *, closed, build, url, at):
    """One sealed group of _sealed.html; `build()` gives its rows and is asked only while it is open."""
    until = reveal.opened_until(request, record, group, at=at)
    return {
        "key": group.value,
        "label": str(group.label),
        "until": localtime(until) if until else None,
        "rows": build() if until else None,
        "closed": [str(label) for label in closed],
        "url": url,
    }


def needs_advice(approval):
    return contact_rules.needs_advice(approval.methods, approval.authorization.basis)


def window(approval):
    return _("%(start)s to %(end)s") % {"start": on(approval.valid_from), "end": on(approval.valid_to)}


def facts(approval):
    """What is not sealed."""
    profile = approval.profile
    rows = [
        {"label": _("Profile"), "value": _("Profile on %(site)s") % {"site": profile.platform.name},
         "url": profile.get_absolute_url()},
        {"label": _("Methods"), "value": ", ".join(labels(Method, approval.methods))},
        {"label": _("Valid"), "value": window(approval)},
        {"label": _("Asked by"), "value": _by(approval.requested_by, approval.created_at)},
        {"label": _("Advice of the Legal Unit"), "clause": "C.2.e", **_advice(approval)},
    ]  # fmt: skip
    if approval.decided_at:
        label = _("Denied by") if approval.state == ContactState.DENIED else _("Approved by")
        rows.append({"label": label, "value": _by(approval.decided_by, approval.decided_at), "clause": "B.3.c"})
    if approval.ended_at:
        rows.append({"label": _("Ended"), "value": on(local_day(approval.ended_at))})
    return rows


def _by(person, at):
    name = person.full_name if person else _("the portal, with the authorization")
    return f"{name}, {on(local_day(at))}"


def _advice(approval):
    if approval.advised_at:
        return {"value": _("recorded: %(by)s") % {"by": _by(approval.advised_by, approval.advised_at)}}
    if not needs_advice(approval):
        return {"value": _("not needed")}
    return {"status": {"kind": "due", "text": _("needed, not recorded"), "plain": 1}}


def group(request, approval, *, at):
    def rows():
        return [
            {"label": _("Who, or which account"), "value": approval.target.reveal()},
            {"label": _("Youth"), "value": approval.youth.reference if approval.youth else ""},
            {"label": _("Purpose"), "value": approval.purpose.reveal()},
            {"label": _("Limits"), "value": approval.limits.reveal()},
            {"label": _("Advice of the Legal Unit"), "value": approval.legal_advice.reveal()},
            {"label": _("Reason of the decision"), "value": approval.reason.reveal()},
            {"label": _("Why it ended"), "value": approval.end_reason.reveal()},
        ]

    url = reverse("communication_reveal", args=[approval.public_id])
    return sealed_group(request, approval, Group.CONTACT, closed=CLOSED, build=rows, url=url, at=at)


def entries(approval, *, is_open):
    """The contacts under this approval, and those of its profile that no approval covered, newest first.

    What was said, and why it was not approved, only while the group is open.
    """
    rows = CommunicationEntry.objects.filter(Q(approval=approval) | Q(approval=None), profile=approval.profile)
    listed = [
        {
            "at": entry.occurred_at,
            "direction": str(entry.get_direction_display()),
            "method": str(entry.get_method_display()),
            "by": entry.logged_by.full_name,
            "is_outside": entry.approval_id is None,
            "is_unsafe": entry.is_youth_unsafe,
            "summary": entry.summary.reveal() if is_open else None,
            "explanation": entry.explanation.reveal() if is_open else None,
            "transcript": entry.transcript.public_id if is_open and entry.transcript else None,
        }
        for entry in rows.select_related("logged_by", "transcript")[: MOST + 1]
    ]
    return listed[:MOST], len(listed) > MOST


def acts(user, approval, standing, *, holds):
    """What this person could do with it: {url, label, verdict}. An act that is never theirs is left out."""
    waits = approval.state == ContactState.REQUESTED
    found = []
    if waits and rules.is_for_legal(user, approval.authorization):
        found.append(("communication_advise", _("Record the Legal Unit's advice"),
                      contact_rules.may_advise(user, approval)))  # fmt: skip
    if waits and rules.is_supervisor(user, approval.authorization, standing):
        found.append(("communication_approve", _("Approve"), contact_rules.may_approve(user, approval, standing)))
        found.append(("communication_deny", _("Deny"), contact_rules.may_decide(user, approval, standing)))
    may_end = contact_rules.may_end(user, approval, standing)
    if may_end:
        found.append(("communication_end", _("End it"), may_end))
    listed = [
        {"url": reverse(name, args=[approval.public_id]), "label": label, "verdict": verdict}
        for name, label, verdict in found
    ]
    if holds:
        url = f"{reverse('communication_log', args=[approval.profile.public_id])}?approval={approval.public_id}"
        listed.insert(0, {"url": url, "label": _("Log a contact"), "verdict": rules.YES})
    return listed


def rail(approval, standing):
    """What happens if nothing is done, by date."""
    items = []
    if approval.state == ContactState.REQUESTED:
        items.append({"on": approval.decide_by, "text": _(
            "The supervisor is asked again, every business day. Until then nothing may be sent."),
            "ours": _("DYS setting")})  # fmt: skip
    if approval.state in (ContactState.REQUESTED, ContactState.APPROVED):
        items.append({"on": approval.valid_to, "text": _(
            "The last day. A contact after it is outside the approval and opens a compliance issue."),
            "clause": "B.3.c"})  # fmt: skip
    for item in sorted(items, key=lambda item: item["on"]):
        if item["on"] >= standing.day:
            item["next"] = True
            break
    return items


def choices(approvals):
    """The approvals of a profile as a form offers them: by window and methods, no sealed word."""
    return [(str(one.public_id), f"{window(one)}: {', '.join(labels(Method, one.methods))}") for one in approvals]
