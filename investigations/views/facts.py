"""What the pages of the compartment say, as the dictionaries the components show. Sealed groups show dots until opened."""

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.sentences import sentence
from audit.services import events_about
from authorizations.views.words import on
from investigations import rules
from investigations.choices import Group, RevealReason
from investigations.notices import ESCALATED, MEETING, SUSPENDED
from investigations.services import records, reveal
from investigations.services.standing import basis_now
from investigations.states import LIVE, OWED, State
from notifications.services import ladder_on
from people.roles import Role
from policy.calendar import local_day, moment

GROUPS = (Group.REQUEST.value, Group.NOTES.value, Group.EVIDENCE.value)
DOTS = "••••••••"
MOST = 20
KINDS = {
    "investigation.granted": "decision",
    "investigation.activated": "decision",
    "investigation.concurred": "decision",
    "investigation.resumed": "decision",
    "investigation.objected": "attention",
    "investigation.returned": "attention",
    "investigation.suspended": "attention",
    "investigation.denied": "refused",
    "investigation.revoked": "refused",
}


def may_designate(user):
    return user.has_role(Role.LEGAL, Role.INVESTIGATIONS)


def band(authorization):
    """The facts across the top that are not sealed."""
    investigator = authorization.investigator
    runs = ""
    if authorization.expires_on:
        runs = _("%(start)s to %(end)s") % {
            "start": on(authorization.effective_from),
            "end": on(authorization.expires_on),
        }
    elif authorization.requested_from:
        runs = _("asked: %(start)s to %(end)s") % {
            "start": on(authorization.requested_from),
            "end": on(authorization.requested_to),
        }
    return [
        {
            "label": _("Person authorized"),
            "value": investigator.full_name,
            "meta": f"{investigator.title}, {investigator.worksite.name}",
        },
        {"label": _("Basis"), "value": str(authorization.get_basis_display())},
        {
            "label": _("Purpose and level"),
            "value": str(authorization.get_purpose_display()),
            "meta": str(authorization.get_level_display()),
        },
        {"label": _("Valid"), "value": runs},
    ]


def covers(authorization):
    """Use, profile and communication are granted apart (B.3.a, B.3.c)."""
    is_decided = authorization.decided_by_id is not None and authorization.state != State.DENIED
    parts = [
        (_("Use of social media"), True, is_decided),
        (_("An investigation profile"), authorization.asks_profile, authorization.grants_profile),
        (_("Communication with youth, each time approved"), authorization.asks_communication,
         authorization.grants_communication),
    ]  # fmt: skip
    rows = []
    for label, is_asked, is_granted in parts:
        if not is_decided:
            text = _("asked") if is_asked else _("not asked")
        else:
            text = _("granted") if is_granted else _("not granted")
        rows.append({"label": label, "value": text})
    return rows


def _groups_of(captures):
    """What there is to open: evidence only once something was captured."""
    found = [(Group.REQUEST, _request_rows), (Group.NOTES, _note_rows)]
    if captures:
        found.append((Group.EVIDENCE, _capture_rows))
    return found


def groups(request, authorization, captures, *, at):
    """The sealed groups of a request: [{key, label, until, rows}]; closed ones hold dots, whatever they hide."""
    found = []
    for key, build in _groups_of(captures):
        until = reveal.opened_until(request, authorization, key, at=at)
        found.append(
            {
                "key": key.value,
                "label": str(key.label),
                "until": localtime(until) if until else None,
                "rows": build(captures if key == Group.EVIDENCE else authorization) if until else None,
                "closed": [str(label) for label in CLOSED[key]],
                "url": reverse("investigation_reveal", args=[authorization.public_id, key.value]),
            }
        )
    return found


CLOSED = {
    Group.REQUEST: [
        gettext_lazy("Title"),
        gettext_lazy("Youth involved"),
        gettext_lazy("Facts relied on"),
        gettext_lazy("Sites"),
    ],
    Group.NOTES: [gettext_lazy("Conditions"), gettext_lazy("Reasons and notes")],
    Group.EVIDENCE: [
        gettext_lazy("Account"),
        gettext_lazy("Why it is believed to be theirs"),
        gettext_lazy("Why it matters"),
    ],
}


def _text(sealed):
    return sealed.reveal() if sealed else ""


def _request_rows(authorization):
    rows = authorization.youth.select_related("youth")
    people = [row.youth.reference if row.youth else row.description.reveal() for row in rows]
    return [
        {"label": _("Title"), "value": _text(authorization.title)},
        {"label": _("Case number"), "value": _text(authorization.reference)},
        {"label": _("Youth involved"), "value": ", ".join(people)},
        {"label": _("Facts relied on"), "value": _text(authorization.facts)},
        {"label": _("Sites"), "value": ", ".join(site.name for site in authorization.platforms.order_by("name"))},
        {"label": _("Why it is necessary"), "value": _text(authorization.necessity)},
        {"label": _("Less intrusive ways considered"), "value": _text(authorization.less_intrusive)},
        {"label": _("Effect on others"), "value": _text(authorization.third_parties)},
        {"label": _("Device"), "value": " ".join(
            part for part in (str(authorization.get_equipment_display()), _text(authorization.equipment_reason)) if part)},
        {"label": _("Deconfliction"), "value": _text(authorization.deconfliction)},
    ]  # fmt: skip


def _note_rows(authorization):
    interruptions = [
        {"label": on(local_day(row.started_at)), "value": _text(row.reason) or str(row.get_cause_display())}
        for row in authorization.interruptions.all()
    ]
    return [
        {"label": _("Conditions"), "value": _text(authorization.conditions)},
        {"label": _("Reason of the decision"), "value": _text(authorization.decision_reason)},
        {"label": _("Note of the Legal Unit"), "value": _text(authorization.legal_note)},
        *interruptions,
        {"label": _("Why it ended"), "value": _text(authorization.end_text)},
    ]


def _capture_rows(captures):
    """What each capture says, the newest first."""
    rows = []
    for item in captures:
        said = [
            item.platform.name if item.platform else "",
            item.source_account.reveal(),
            _text(item.source_url),
            item.youth.reference if item.youth else "",
            str(item.get_access_basis_display()),
            _text(item.attribution),
            str(item.get_confidence_display()),
            _text(item.relevance),
        ]
        rows.append(
            {"label": moment(item.captured_at), "value": ". ".join(part.rstrip(".") for part in said if part) + "."}
        )
    return rows


def decided(authorization):
    """Who decided, who concurred, the fingerprint of the locked copy."""
    rows = []
    if authorization.decided_by_id:
        words = f"{authorization.decided_by.full_name}, {on(local_day(authorization.decided_at))}"
        label = _("Denied by") if authorization.state == State.DENIED else _("Granted by")
        rows.append({"label": label, "value": words, "clause": "B.3.a"})
    if authorization.legal_by_id:
        label = _("Legal objected") if authorization.is_objected else _("Legal concurred")
        words = f"{authorization.legal_by.full_name}, {on(local_day(authorization.legal_at))}"
        rows.append({"label": label, "value": words, "ours": _("DYS control, not policy")})
    elif authorization.needs_concurrence:
        rows.append({"label": _("Legal"), "value": _("has to concur first"), "ours": _("DYS control, not policy")})
    if authorization.review_interval_days:
        rows.append({"label": _("Review meetings"), "value": _("at least every %(n)s days") % {
            "n": authorization.review_interval_days}, "clause": "B.3.b"})  # fmt: skip
    if authorization.snapshot_sha256:
        digest = authorization.snapshot_sha256
        rows.append({"label": _("Locked copy"), "value": f"SHA-256 {digest[:4]}…{digest[-4:]}"})
    if authorization.ended_at:
        rows.append(
            {
                "label": _("Ended"),
                "value": f"{authorization.get_end_reason_display()}, {on(local_day(authorization.ended_at))}",
            }
        )
    return rows  # fmt: skip


def may_capture(user, authorization):
    return authorization.is_live and records.may_capture(user, authorization)


def timeline(record):
    events = events_about(record).exclude(action__in=["investigation.read", "investigation.revealed"])
    return [
        {"at": event.at, "text": sentence(event), "kind": KINDS.get(event.action, ""), "clause": event.clause}
        for event in events.order_by("-at", "-event_id")[:MOST]
    ]


def opened_before(record):
    """Who opened which group before, and why."""
    return [
        {
            "at": event.at,
            "text": event.actor_name,
            "detail": f"{Group(event.facts['group']).label}. {RevealReason(event.facts['why']).label}.",
        }
        for event in reveal.opened_before(record)
    ]


def acts(user, authorization, standing):
    """What this person could do with it: {url, label, verdict}. An act that is never theirs is left out."""
    supervises = rules.is_supervisor(user, authorization, standing)
    legal = rules.is_for_legal(user, authorization)
    found = []
    if user.pk == authorization.investigator_id:
        if authorization.state == State.RETURNED:
            found.append(("investigation_edit", _("Change and send again"), rules.may_edit(user, authorization)))
            found.append(("investigation_sign", _("Read it through and sign"), rules.may_edit(user, authorization)))
        if rules.may_withdraw(user, authorization):
            found.append(("investigation_withdraw", _("Withdraw"), rules.may_withdraw(user, authorization)))
    if supervises and authorization.is_objected:
        found.append(("investigation_escalate", _("Bring it before the General Counsel"),
                      rules.may_escalate(user, authorization, standing)))  # fmt: skip
    if (supervises or legal) and authorization.state == State.ACTIVE:
        found.append(("investigation_suspend", _("Suspend"), rules.may_suspend(user, authorization, standing)))
    if (supervises or legal) and authorization.state == State.SUSPENDED:
        verdict = rules.may_resume(user, authorization, standing,
                                   basis=basis_now(authorization.investigator, standing.day))  # fmt: skip
        found.append(("investigation_resume", _("Resume"), verdict))
    if (supervises or legal) and authorization.is_live:
        found.append(("investigation_assign", _("Assign a member of the Investigation Unit"), rules.YES))
        found.append(("investigation_revoke", _("Revoke"), rules.may_revoke(user, authorization, standing)))
    if (supervises or user.pk == authorization.investigator_id) and authorization.is_live:
        found.append(("investigation_close", _("Close"), rules.may_close(user, authorization, standing)))
    if legal:
        found.append(("disclosure_new", _("Enter a disclosure"), rules.YES))
    return [
        {
            "url": reverse(name, args=[authorization.public_id]),
            "label": label,
            "verdict": verdict,
            "posts": name == "investigation_withdraw",
        }
        for name, label, verdict in found
    ]


def rail(authorization, meetings, standing):
    """What happens if nothing is done, by date."""
    items = []
    if authorization.state not in LIVE:
        return items
    owed = next((one for one in meetings if one.state in OWED), None)
    if owed is not None:
        items.append({"on": owed.due_on, "text": _("The review meeting is due. Investigator and supervisor are asked."),
                      "clause": "B.3.b"})  # fmt: skip
        ladder = ladder_on(MEETING, standing.day)
        items.append({"on": ladder.rule(ESCALATED).fires_on(owed.due_on),
                      "text": _("The Legal Unit is told that it was not held."), "ours": _("DYS setting")})  # fmt: skip
        if (suspends := ladder.rule(SUSPENDED)).is_on:
            items.append({"on": _plus(suspends.fires_on(owed.due_on), 1),
                          "text": _("The authorization is suspended by the portal."), "ours": _("DYS setting")})  # fmt: skip
    ends = _("It ends that night. Accounts are to be deactivated and approvals to communicate end.")
    items.append({"on": authorization.expires_on, "text": ends, "clause": "B.3.a"})
    items.sort(key=lambda item: item["on"])
    for item in items:
        if item["on"] >= standing.day:
            item["next"] = True
            break
    return items


def _plus(day, days):
    return day + timedelta(days=days)
