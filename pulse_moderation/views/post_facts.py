"""What the page of a post shows a moderator: text, why it waits, what happened, who wrote it. Nothing is decided here."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.roles import Role
from policy import catalogue
from pulse_moderation.choices import AGAINST, DecisionKind
from pulse_moderation.models import ConfidentialHit, Decision, Hit, PrivilegeAction
from pulse_moderation.screening.rules import Mode, Severity
from pulse_moderation.services import attached, items, privileges
from pulse_moderation.views import queue_rows
from pulse_moderation.views.orders import order_about
from pulse_moderation.views.shown import DETAILS, SECRET, VEILED, numbered, pieces, readable

YEAR, MOST, LONGEST = timedelta(days=365), 5, 120
LEGAL = (Role.LEGAL, Role.GENERAL_COUNSEL)


def facts(post, *, user, at, item, is_uncovered=False):
    """The context of the left and middle of the page."""
    every_hit = Hit.objects.filter(revision=post.current_id).counted().select_related("rule").order_by("start", "pk")
    hits = [hit for hit in every_hit if is_known_to(user, hit)]
    text = post.current.text if post.current else ""
    flags = list(post.flags.select_related("revision"))
    revisions = list(post.revisions.all())
    older = _with_hits(post, revisions, user) if len(revisions) > 1 else []
    return {
        "status": {"kind": queue_rows.STATE.get(post.state, "open"), "text": str(post.get_state_display())},
        "pieces": pieces(text, hits, is_uncovered=is_uncovered),
        "reasons": _reasons(hits, text, post.current),
        "is_unscreened": item is not None and items.UNSCREENED in item.addends,
        "is_held_generally": len(every_hit) > len(hits) and not any(map(_holds, hits)),
        "has_details": any(hit.rule.code in DETAILS for hit in hits) and not is_uncovered,
        "has_slurs": any(hit.rule.code in VEILED for hit in hits),
        "flags": flags,
        "pictures": pictures(post),
        "why": queue_rows.addends(item) if item else [],
        "severity": item and {"kind": queue_rows.SEVERITY[item.severity], "text": str(item.get_severity_display())},
        "decisions": decisions_of(post, user),
        "order": order_about(post, user),
        "revisions": older,
        "author": author_facts(post, at) if post.author else None,
        "confidential": _confidential(post, user),
        "suggested": sorted({hit.clause_id for hit in hits} | {flag.clause_id for flag in flags if flag.clause_id}),
    }  # fmt: skip


def is_known_to(user, hit):
    """Legal alone may know of some hits: for everybody else the post is held under a general rule (domain 8)."""
    return not hit.is_restricted or user.has_role(*LEGAL)


def _holds(hit):
    return hit.mode == Mode.HOLD and hit.severity in (Severity.HOLD, Severity.CRITICAL)


def _reasons(hits, text, revision):
    """One row a rule: its number, what it is called, its clause, and what it found as far as a list may show it."""
    rows, numbers = {}, numbered(hits)
    whole = attached.whole_of(revision) if any(hit.end > len(text) for hit in hits) else text
    for hit in hits:
        row = rows.setdefault(
            hit.rule.code,
            {
                "number": numbers[hit.rule.code],
                "rule": hit.rule,
                "version": hit.rule_version,
                "clause": hit.clause_id,
                "severity": {"kind": queue_rows.SEVERITY[Severity(hit.severity)], "text": hit.get_severity_display()},
                "excerpts": [],
            },
        )
        if hit.rule.code not in VEILED | DETAILS | SECRET and hit.end > hit.start and len(row["excerpts"]) < MOST:
            found = readable(whole[hit.start : hit.end])[:LONGEST]
            beside = _("%(found)s (in the description or address of a picture or file)") % {"found": found}
            row["excerpts"].append(beside if hit.end > len(text) else found)
    return list(rows.values())


def pictures(post):
    """[{url, alt, address}] of the revision that stands; a picture elsewhere is only named, never fetched."""
    if post.current_id is None:
        return []
    kept = post.current.attachments.select_related("file").order_by("pk")
    return [
        {
            "url": reverse("post_file", args=[post.public_id, one.public_id, 1]) if one.file and one.file.pages else "",
            "alt": one.alt or _("A picture without a description"),
            "address": one.url,
        }
        for one in kept
    ]


def decisions_of(post, user):
    """Newest first, with who undid what. Whether a report stands behind one, who decided it alone is told: they filed it."""
    rows = post.decisions.select_related("decided_by", "undone_by", "revision").prefetch_related("clauses")
    return [
        {
            "decision": one,
            "what": one.get_kind_display(),
            "clauses": [clause.pk for clause in one.clauses.all()] + (["B.1.a"] if one.is_discretion else []),
            "is_ones_own": one.decided_by_id == user.pk,
            "has_report": one.report_id is not None and one.decided_by_id == user.pk,
            "is_undone": hasattr(one, "undone_by"),
            "kind": "refused" if one.kind in AGAINST else "decision",
            "revision": one.revision.number,
        }
        for one in rows
    ]


def _with_hits(post, revisions, user):
    """The texts, newest first, each with what was found in it: older ones are masked as the newest is."""
    found = {}
    hits = Hit.objects.filter(revision__in=revisions).counted().select_related("rule")
    for hit in hits.order_by("start", "pk"):
        if not is_known_to(user, hit):
            continue
        found.setdefault(hit.revision_id, []).append(hit)
    return [
        {"revision": one, "is_current": one.pk == post.current_id, "pieces": pieces(one.text, found.get(one.pk, []))}
        for one in reversed(revisions)
    ]


def author_facts(post, at):
    """Pulse decisions of the last twelve months and privileges; never reports."""
    recent = Decision.objects.filter(post__author=post.author, decided_at__gt=at - YEAR, undone_by=None)
    against = list(recent.filter(kind__in=AGAINST).exclude(post=post).prefetch_related("clauses")[:MOST])
    actions = list(PrivilegeAction.objects.filter(employee=post.author)[:MOST])
    is_barred = privileges.is_barred(post.author, at)
    return {
        "title": post.author.title,
        "site": str(post.worksite or ""),
        "against": [
            {"what": one.get_kind_display(), "at": one.decided_at, "clauses": [row.pk for row in one.clauses.all()]}
            for one in against
        ],
        "actions": actions,
        "standing": _("Suspended or terminated") if is_barred else _("Full"),
        "is_barred": is_barred,
    }


def _confidential(post, user):
    """How many registered confidential handles the text names: to Legal alone, as the database yields it."""
    if not user.has_role(*LEGAL) or post.current_id is None:
        return ""
    count = ConfidentialHit.objects.filter(revision=post.current_id).count()
    words = ngettext("%(n)s registered confidential handle", "%(n)s registered confidential handles", count)
    return words % {"n": count} if count else ""


def grounds(form, suggested):
    """(those the rules and flags point to, all others): {field value, id, label, text, is_ticked, key}."""
    ticked = set(form["clauses"].value() or ())
    rows = [
        {"id": one, "label": label, "text": shortened(catalogue.clause(one).text), "is_ticked": one in ticked}
        for one, label in form.fields["clauses"].choices
    ]
    near = [row for row in rows if row["id"] in suggested or row["is_ticked"]]
    for key, row in enumerate(near[:9], start=1):
        row["key"] = key
    return near, [row for row in rows if row not in near]


def shortened(text, most=240):
    """A clause word for word, cut with [...]."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} [...]"


def notice(post, *, kind, clauses, is_discretion, reason, is_automatic):
    """What the author would read, in lines. Nobody who flagged it and no youth is ever in it."""
    what = {
        DecisionKind.APPROVE: _("Your post was reviewed and is shown on Pulse."),
        DecisionKind.REMIND: _("Your post is shown on Pulse, with a reminder of the policy."),
        DecisionKind.RETURN: _("Your post was returned to you. Change it and send it again, or take it back."),
        DecisionKind.REMOVE: _("Your post was removed from Pulse. A copy is kept (B.1.g)."),
        DecisionKind.RESTORE: _("Your post is shown on Pulse again."),
        DecisionKind.HOLD: _("Your post waits for a moderator."),
    }.get(kind)
    if what is None or post.author is None:
        return []
    grounds_said = [f"{one}: {catalogue.clause(one).label}" for one in clauses]
    if is_discretion:
        grounds_said.append(_("B.1.a: at the discretion of DYS"))
    found_by = _("Found by: automatic screen") if is_automatic else _("Found by: DYS review")
    asks = [_("You can ask once for another moderator to look at it.")] if kind in AGAINST else []
    return [what, *grounds_said, *([reason] if reason else []), found_by, *asks]
