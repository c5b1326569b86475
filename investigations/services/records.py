"""What was captured in an investigation, and what of it was handed to somebody outside."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from evidence.services import keep
from investigations import notices
from investigations.choices import FileKind, IssueKind
from investigations.models import CapturedItem, Disclosure, KeptFile
from investigations.services import issues
from investigations.services.contacts import was_in_force
from investigations.services.standing import needs_reason, standing_of
from people.roles import Role
from policy.calendar import local_day
from workflow.verdicts import no

MEGABYTE = 1024 * 1024
# What a capture says of itself; the rest is written by the act.
FIELDS = frozenset({"youth", "platform", "source_url", "access_basis", "attribution", "confidence", "relevance"})


def may_capture(user, authorization):
    """The investigator, who holds one of its accounts, and the Investigation Unit's people assigned to it."""
    if user.pk == authorization.investigator_id:
        return True
    return authorization.assignments.filter(person=user, ended_at__isnull=True).exists()


def capture(authorization, *, form_key, source_account, captured_at, files=(), is_gated=False, actor, at, **fields):
    """Keep what was found: files examined and sealed, where, when, why. `files`: (bytes, name) pairs.

    Behind the content gate (trap 21) nothing is kept but where it is, and Legal and the supervisor are told at once.
    What is captured outside an active authorization opens a compliance issue. Raises NotAllowed, and evidence's Refused.
    """
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"A capture has no {', '.join(sorted(unknown))}.")
    done = CapturedItem.objects.filter(captured_by=actor, form_key=form_key).first()
    if done is not None:
        return done
    if not may_capture(actor, authorization):
        no(_("Only who works on this investigation captures for it."), clause="B.3.a").enforce()
    if captured_at > at:
        no(_("This has not happened yet.")).enforce()
    if is_gated and files:
        raise ValueError("Behind the content gate no file is kept.")
    if not is_gated and not files:
        no(_("Add the screenshot or document.")).enforce()
    most = standing_of(actor, at=at).settings["upload_max_mb"] * MEGABYTE
    kept = [keep(content, name=name, most_bytes=most, actor=actor, at=at) for content, name in files]
    with transaction.atomic():
        item = CapturedItem(
            form_key=form_key,
            authorization=authorization,
            is_gated=is_gated,
            source_account=source_account,
            captured_at=captured_at,
            captured_by=actor,
            logged_at=at,
            **fields,
        )
        item.save()
        for file in kept:
            row = KeptFile(authorization=authorization, kind=FileKind.CAPTURE, file=file, kept_by=actor, kept_at=at)
            row.save()
            item.files.add(row)
        record(
            "capture.gated" if is_gated else "capture.kept",
            subject=item,
            actor=actor,
            at=at,
            clause="B.3.a",
            is_confidential=True,
        )
        if is_gated:
            notices.tell_of_danger(authorization, "gate", subject=item, actor=actor, at=at)
        if not was_in_force(authorization, captured_at):
            issues.open_issue(authorization, IssueKind.OUTSIDE_AUTHORIZATION, clause="B.3.a", person=actor,
                              statement=_("Captured when the authorization was not active."), at=at)  # fmt: skip
    return item


@transaction.atomic
def disclose(
    *, form_key, recipient, purpose, given, format_, disclosed_on, authorized_by, actor, at, authorization=None
):
    """Enter a hand-over to somebody outside: who, why, what, when, on whose word (109 CMR 3.06). Legal only."""
    if not actor.has_role(Role.LEGAL, Role.GENERAL_COUNSEL):
        no(_("Only the Legal Unit discloses confidential records.")).enforce()
    done = Disclosure.objects.filter(entered_by=actor, form_key=form_key).first()
    if done is not None:
        return done
    if disclosed_on > local_day(at):
        no(_("This day has not come yet.")).enforce()
    if not authorized_by.has_role(Role.LEGAL, Role.GENERAL_COUNSEL):
        no(_("A member of the Legal Unit authorizes a disclosure.")).enforce()
    for text, sentence in ((recipient, _("Say to whom.")), (purpose, _("Say why.")), (given, _("Say what was given."))):
        needs_reason(text, sentence)
    row = Disclosure(
        form_key=form_key,
        authorization=authorization,
        recipient=recipient,
        purpose=purpose,
        given=given,
        format=format_,
        disclosed_on=disclosed_on,
        authorized_by=authorized_by,
        entered_by=actor,
        entered_at=at,
    )
    row.save()
    record("disclosure.entered", subject=row, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    return row
