"""What the page of a profile says, as the dictionaries the components show. Sealed groups show dots until opened."""

from datetime import date
from itertools import pairwise

from django.db.models import Count, OuterRef, Prefetch, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.sentences import sentence
from audit.services import events_about
from authorizations.views.words import deadline, on
from investigations import rules
from investigations.choices import FileKind, Group, RevealReason
from investigations.forms.profiles import LABELS
from investigations.models import PERSONA, AccountRecord, ProfileHolder, ProfileReview, stood_in_for
from investigations.rules.profiles import is_recorded, may_acknowledge, may_review
from investigations.states import ProfileState
from investigations.views import profile_acts
from investigations.views.contact_facts import sealed_group
from investigations.views.rows import CONTACT_STATUS, PROFILE_STATUS
from people.roles import Role
from policy.calendar import local_day

GROUPS = (Group.ACCOUNT.value, Group.PERSONA.value, Group.NOTES.value)
ACCOUNT = ("profile_url", "platform_user_id")
WORN = tuple(name for name in PERSONA if name not in ACCOUNT)
MOST = 60
READ, REVEALED = "investigation.read", "investigation.revealed"
KINDS = {
    "profile.recorded": "decision",
    "profile.record_held": "decision",
    "profile.reviewed": "decision",
    "profile.woken": "decision",
    "profile.deactivated": "decision",
    "profile.handed_over": "attention",
    "profile.wound_down": "attention",
    "profile.conflict": "refused",
    "profile.compromised": "refused",
}
CLOSED = {
    Group.ACCOUNT: [gettext_lazy("Site"), gettext_lazy("Name of the account"), LABELS["profile_url"]],
    Group.PERSONA: [LABELS["display_name"], LABELS["stated_birth_date"], gettext_lazy("E-mail and phone used"),
                    gettext_lazy("Images and proofs")],
    Group.NOTES: [gettext_lazy("Conditions of reviews"), gettext_lazy("Reasons and notes")],
}  # fmt: skip


def page(request, profile, *, at):
    """Everything the page of a profile shows."""
    day, user = local_day(at), request.user
    holders, standing = load(profile), standing_on(user, profile, local_day(at))
    opened = groups(request, profile, at=at) if is_recorded(profile) else {}
    entries, seen = trail(profile)
    persona = opened.get(Group.PERSONA)
    return {
        "profile": profile,
        "authorization": profile.authorization,
        "status": status_of(profile),
        "band": band(profile, day),
        "groups": list(opened.values()),
        "shots": shots(profile) if persona and persona["until"] else None,
        "holders": holder_rows(holders),
        "holder_columns": [_("Person"), _("From and to"), _("Approved by"), _("Record held")],
        "record": holders[-1] if holders else None,
        "may_acknowledge": bool(holders and may_acknowledge(user, holders[-1], profile, standing)),
        "reviews": review_rows(profile),
        "review_columns": [_("Day"), _("Review"), _("Result"), _("By")],
        "contacts": contact_rows(profile),
        "contact_acts": profile_acts.contact_acts(user, profile),
        "acts": profile_acts.acts(user, profile, standing),
        "is_to_review": bool(user.has_role(Role.LEGAL, Role.GENERAL_COUNSEL) and may_review(user, profile)),
        "entries": entries,
        "opened": seen,
    }


def load(profile):
    """Read what the page shows more than once; returns who held the account, oldest first.

    Each of them comes with how the account record of their time is held by the supervisor.
    """
    written = AccountRecord.objects.filter(profile=OuterRef("profile"), generated_at=OuterRef("since"))
    name = Concat("acknowledged_by__legal_first", Value(" "), "acknowledged_by__legal_last")
    rows = ProfileHolder.objects.select_related("person__worksite", "approved_by").annotate(
        acknowledged_at=Subquery(written.values("acknowledged_at")[:1]),
        acknowledged_by_name=Subquery(written.annotate(name=name).values("name")[:1]),
    )
    reviews = ProfileReview.objects.select_related("reviewer")
    prefetch_related_objects([profile], Prefetch("holders", rows), Prefetch("reviews", reviews))
    return list(profile.holders.all())


def standing_on(user, profile, day):
    """What the rules of this page ask: the day, and for whom one stands in when that can matter."""
    authorization = profile.authorization
    is_clear = user.pk in (authorization.investigator_id, authorization.investigator.reports_to_id)
    return rules.Standing(
        day=day, settings={}, stands_in_for=frozenset() if is_clear else frozenset(stood_in_for(user, day))
    )


def status_of(profile):
    return {"kind": PROFILE_STATUS.get(profile.state, "ended"), "text": str(profile.get_state_display())}


def band(profile, day):
    """What is not sealed."""
    authorization, holder = profile.authorization, profile.holder
    rows = []
    if holder is not None:
        rows.append({"label": _("Person authorized"), "value": holder.full_name,
                     "meta": f"{holder.title}, {holder.worksite.name}"})  # fmt: skip
    elif profile.state == ProfileState.GRANTED:
        rows.append({"label": _("To be created by"), "value": authorization.investigator.full_name})
    rows.append({"label": _("Granted by"), "value": authorization.decided_by.full_name,
                 "meta": f"{authorization.decided_by.title}, {on(local_day(authorization.decided_at))}"})  # fmt: skip
    if profile.created_on:
        rows.append({"label": _("Created on"), "value": on(profile.created_on)})
    if profile.review_due_on:
        rows.append({"label": _("Legal's next review"), "value": on(profile.review_due_on),
                     "meta": deadline(profile.review_due_on, day)["text"]})  # fmt: skip
    if profile.deactivated_on:
        rows.append({"label": _("Closed at the site"), "value": on(profile.deactivated_on)})
    elif profile.deactivate_by:
        rows.append({"label": _("To be closed by"), "value": on(profile.deactivate_by),
                     "meta": deadline(profile.deactivate_by, day)["text"]})  # fmt: skip
    return rows


# What is sealed ---------------------------------------------------------------------------------------------------------


def group(request, profile, key, *, at, back=""):
    """One sealed group; `back`: where the reveal leads back to, when it is not the page of the profile."""
    build = {Group.ACCOUNT: account_rows, Group.PERSONA: persona_rows, Group.NOTES: note_rows}[key]
    url = reverse("profile_reveal", args=[profile.public_id, key.value]) + (f"?back={back}" if back else "")
    return sealed_group(request, profile, key, closed=CLOSED[key], build=lambda: build(profile), url=url, at=at)


def groups(request, profile, *, at):
    """All three, by key; what is open of account and persona ends with what it was before."""
    found = {key: group(request, profile, key, at=at) for key in (Group.ACCOUNT, Group.PERSONA, Group.NOTES)}
    asked = {Group.ACCOUNT: ACCOUNT, Group.PERSONA: WORN}
    if any(found[key]["until"] for key in asked):
        versions = list(profile.persona_versions.all())
        for key, names in asked.items():
            if found[key]["until"]:
                found[key]["rows"] += earlier_rows(versions, names)
    return found


def account_rows(profile):
    persona = profile.persona.reveal() or {}
    return [
        {"label": _("Site"), "value": profile.site_name},
        {"label": _("Name of the account"), "value": profile.handle.reveal()},
        *({"label": LABELS[name], "value": persona.get(name, "")} for name in ACCOUNT),
    ]


def persona_rows(profile):
    persona = profile.persona.reveal() or {}
    return [{"label": LABELS[name], "value": persona.get(name, "")} for name in WORN]


def earlier_rows(versions, names):
    """What these identifiers were before each change, newest first. `versions`: newest first."""
    found = []
    for newer, older in pairwise(versions):
        stands, stood, until = newer.content.reveal(), older.content.reveal(), on(local_day(newer.changed_at))
        for name in names:
            if stood.get(name) and stood[name] != stands.get(name):
                found.append({"label": LABELS[name], "value": stood[name], "meta": _("until %(day)s") % {"day": until}})
    return found


def note_rows(profile):
    reviews = [
        {"label": _("Review, %(day)s") % {"day": on(local_day(row.reviewed_at))}, "value": row.conditions.reveal()}
        for row in profile.reviews.all()
    ]
    holders = [
        {"label": _("Another person, %(day)s") % {"day": on(local_day(row.since))}, "value": row.reason.reveal()}
        for row in profile.holders.all()
    ]
    return [
        *reviews,
        *holders,
        {"label": _("Compromised"), "value": profile.compromise_note.reveal()},
        {"label": _("How it was closed"), "value": profile.deactivation_note.reveal()},
    ]


def shots(profile):
    """Images and proofs, as shots.html shows them. Asked only while the persona is open."""
    kept = profile.files.filter(kind__in=[FileKind.IMAGE, FileKind.PROOF]).select_related("file")
    return [
        {
            "image": reverse("investigation_file", args=[row.public_id, "1"]) if row.file.pages else "",
            "placeholder": str(row.get_kind_display()),
            "alt": str(row.get_kind_display()),
            "url": reverse("investigation_file", args=[row.public_id, "original"]),
            "title": str(row.get_kind_display()),
            "meta": ", ".join(filter(None, [on(local_day(row.kept_at)), row.source.reveal()])),
        }
        for row in kept
    ]


def record_letters(profile):
    """The confidential account records, newest first, each as it was written (domain 12.2)."""
    letters = []
    for row in profile.records.select_related("acknowledged_by"):
        content = row.content.reveal()
        days = {name: on(date.fromisoformat(content[name])) for name in ("granted_on", "created_on")}
        letters.append(content | days | {"row": row, "generated_on": on(local_day(row.generated_at))})
    return letters


# What happened ----------------------------------------------------------------------------------------------------------


def holder_rows(holders):
    """Rows of table.html, newest first."""
    rows = []
    for row in reversed(holders):
        since, until = on(local_day(row.since)), on(local_day(row.until)) if row.until else _("now")
        if row.acknowledged_at:
            held = _("by %(name)s since %(day)s") % {
                "name": row.acknowledged_by_name,
                "day": on(local_day(row.acknowledged_at)),
            }
        else:
            held = _("not yet")
        rows.append({"cells": [
            {"text": row.person.full_name}, {"text": _("%(start)s to %(end)s") % {"start": since, "end": until}},
            {"text": row.approved_by.full_name}, {"text": held}]})  # fmt: skip
    return rows


def review_rows(profile):
    return [
        {"cells": [{"text": on(local_day(row.reviewed_at))}, {"text": str(row.get_kind_display())},
                   {"text": str(row.get_result_display())}, {"text": row.reviewer.full_name}]}
        for row in profile.reviews.all()
    ]  # fmt: skip


def contact_rows(profile):
    rows = []
    for approval in profile.communications.annotate(logged=Count("entries")):
        logged = ngettext("%(n)s contact logged", "%(n)s contacts logged", approval.logged) % {"n": approval.logged}
        rows.append(
            {
                "url": approval.get_absolute_url(),
                "title": _("%(start)s to %(end)s") % {"start": on(approval.valid_from), "end": on(approval.valid_to)},
                "status": {"kind": CONTACT_STATUS[approval.state], "text": str(approval.get_state_display())},
                "meta": logged,
            }
        )
    return rows


def trail(profile):
    """(what happened, who opened which group), newest first, from one look at the trail."""
    events = list(events_about(profile).exclude(action=READ).order_by("-at", "-event_id")[:MOST])
    entries = [
        {"at": event.at, "text": sentence(event), "kind": KINDS.get(event.action, ""), "clause": event.clause}
        for event in events
        if event.action != REVEALED
    ]
    opened = [
        {
            "at": event.at,
            "text": event.actor_name,
            "detail": f"{Group(event.facts['group']).label}. {RevealReason(event.facts['why']).label}.",
        }
        for event in events
        if event.action == REVEALED
    ]
    return entries, opened
