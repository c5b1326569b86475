"""What the pages say about a written release, as the dictionaries the components show."""

from django.urls import reverse
from django.utils.translation import gettext as _

from audit.sentences import sentence
from audit.services import events_about
from evidence.models import ORIGINAL, CustodyEntry
from people.roles import Role
from policy.calendar import moment
from pulse_moderation.choices import GuardianCapacity, GuardianNeeded, ReleaseUse, Shown, labels
from pulse_moderation.states import ReleaseState

MOST = 30
STATUS = {
    ReleaseState.DRAFT: "draft",
    ReleaseState.UPLOADED: "due",
    ReleaseState.VERIFIED: "passed",
    ReleaseState.REJECTED: "denied",
    ReleaseState.EXPIRED: "expired",
    ReleaseState.REVOKED: "revoked",
}
KIND_OF_EVENT = {
    "release.verified": "decision",
    "release.rejected": "refused",
    "release.revoked": "refused",
    "release.guardian_not_needed": "attention",
}


def on(day):
    """Nov 20, 2026, with hard spaces; empty for None."""
    return f"{day:%b}\u00a0{day.day},\u00a0{day.year}" if day else ""


def term(release):
    if release.valid_from is None or release.valid_to is None:
        return ""
    return _("%(first)s to %(last)s") % {"first": on(release.valid_from), "last": on(release.valid_to)}


def status(release, today):
    """{kind, text}. One whose term has not begun, or is over before the sweep came, says so."""
    if release.state == ReleaseState.VERIFIED and release.valid_to < today:
        return {"kind": "expired", "text": _("Expired")}
    if release.state == ReleaseState.VERIFIED and release.valid_from > today:
        return {"kind": "later", "text": _("Verified, valid from %(day)s") % {"day": on(release.valid_from)}}
    return {"kind": STATUS[release.state], "text": release.get_state_display()}


def row(release, today):
    """One line of the list."""
    return {
        "cells": [
            {"text": str(release), "url": release.get_absolute_url(), "meta": on(release.entered_on)},
            {"text": release.youth.reference},
            {"text": release.materials or _("Not entered yet")},
            {"text": term(release) or _("Not entered yet")},
            {"status": status(release, today) | {"plain": 1}},
        ]
    }


def pick_label(release):
    """How the pick-list of whoever writes a post names it: number, initials, scope and last day, no name (domain 4.4)."""
    return _("%(number)s · %(initials)s · %(material)s · until %(day)s") % {
        "number": release.number,
        "initials": release.youth.initials,
        "material": release.materials,
        "day": on(release.valid_to),
    }


def _page_of(youth, viewer):
    """The youth's own page for whoever may open it (YouthQuerySet.visible_to), else nothing."""
    may_open = viewer.has_role(Role.ADMIN, Role.LEGAL) or youth.assigned_caseworker_id == viewer.pk
    return youth.get_absolute_url() if may_open else ""


def scope_rows(release, *, reads, viewer):
    shown = labels(Shown, [one for one in Shown if getattr(release, f"may_show_{one.value}")])
    return [
        {"label": _("Youth"), "value": release.youth.reference, "url": _page_of(release.youth, viewer)},
        {"label": _("Material"), "value": release.materials},
        {"label": _("Which"), "value": release.description.reveal() if reads else ""},
        {"label": _("May show"), "value": shown or _("Nothing of who the youth is")},
        {"label": _("Uses"), "value": labels(ReleaseUse, release.allowed_uses)},
        {"label": _("Valid"), "value": term(release)},
    ]


def signature_rows(release, *, reads):
    age = release.youth_age_at_signing
    return [
        {
            "label": _("Youth signed"),
            "value": on(release.youth_signed_on),
            "meta": "" if age is None else _("%(age)s years old then") % {"age": age},
        },
        {"label": _("Guardian needed"), "value": release.get_guardian_needed_display()},
        {"label": _("Why not"), "value": release.waiver_reason.reveal() if reads else "", "meta": _waived_by(release)},
        {"label": _("Guardian"), "value": release.guardian_name.reveal() if reads else ""},
        {"label": _("Signed as"), "value": _capacity(release, reads)},
        {"label": _("Guardian signed"), "value": on(release.guardian_signed_on)},
    ]


def _waived_by(release):
    return release.waived_by.full_name if release.guardian_needed == GuardianNeeded.WAIVED else ""


def _capacity(release, reads):
    if release.guardian_capacity == GuardianCapacity.OTHER and reads:
        return release.guardian_capacity_text.reveal()
    return release.get_guardian_capacity_display()


def outcome_rows(release, *, reads):
    """Who handed it in and what became of it."""

    def said(sealed):
        return sealed.reveal() if reads else ""

    is_rejected = release.state == ReleaseState.REJECTED
    return [
        {"label": _("Entered by"), "value": release.uploaded_by.full_name},
        {"label": _("Handed in"), "value": moment(release.submitted_at)},
        {"label": _("Verified"), "value": moment(release.verified_at), "meta": _name(release.verified_by)},
        {"label": _("Rejected"), "value": moment(release.rejected_at), "meta": _name(release.rejected_by)},
        {"label": _("Because"), "value": said(release.rejection_reason) if is_rejected else ""},
        {
            "label": _("Revoked"),
            "value": moment(release.revoked_at),
            "meta": _("by %(whom)s; entered by %(name)s")
            % {"whom": release.get_revoked_by_whom_display().lower(), "name": _name(release.revoked_by)}
            if release.revoked_at
            else "",
        },
        {"label": _("What was said"), "value": said(release.revocation_reason)},
    ]


def _name(person):
    return person.full_name if person else ""


def check_items(checks):
    """For components/check_list.html: each question with its answer, and why it is not met."""
    return [
        {
            "text": check.text if check.verdict else f"{check.text}: {check.verdict.reason}",
            "state": "passed" if check.verdict else "failed",
            "clause": check.verdict.clause,
        }
        for check in checks
    ]


def paper(release, which):
    """A document of the release to look at, or None: pages and the original; `which` is document or revocation."""
    file = release.document if which == "document" else release.revocation_document
    if file is None:
        return None
    pages = range(1, len(file.pages) + 1)
    return {
        "name": file.name.reveal() or _("Document"),
        "kind": file.get_kind_display(),
        "sha256": file.sha256,
        "original": reverse("release_file", args=[release.public_id, which, ORIGINAL]),
        "pages": [
            {
                "image": reverse("release_file", args=[release.public_id, which, str(number)]),
                "alt": _("Page %(n)s of the document") % {"n": number},
            }
            for number in pages
        ],
    }


def custody(release):
    """Who had its papers in hand, newest first."""
    files = [one for one in (release.document_id, release.revocation_document_id) if one]
    entries = CustodyEntry.objects.filter(file__in=files).select_related("actor").order_by("-at", "-pk")[:MOST]
    return [
        {
            "at": entry.at,
            "text": entry.get_act_display(),
            "detail": entry.actor.full_name if entry.actor else _("by the portal"),
        }
        for entry in entries
    ]


def timeline(release):
    """What happened, newest first."""
    events = events_about(release).filter(is_confidential=False).order_by("-at", "-event_id")[:MOST]
    return [
        {"at": event.at, "text": sentence(event), "kind": KIND_OF_EVENT.get(event.action, ""), "clause": event.clause}
        for event in events
    ]
