"""What becomes of a written release: verified by a second person, rejected, revoked, expired (B.1.h; domain 7.10)."""

from django.db import transaction

from audit.services import record
from evidence.services import keep
from notifications.services import close_obligations, open_obligation
from policy.calendar import local_day
from policy.services import settings_now
from pulse_moderation.choices import GuardianNeeded
from pulse_moderation.models import YouthRelease
from pulse_moderation.notices import releases as notices
from pulse_moderation.rules import releases as rules
from pulse_moderation.services import relying
from pulse_moderation.services.releases import CLAUSE, MEGABYTE, born_on, checks_of, refuse_empty
from pulse_moderation.states import ReleaseAct, ReleaseState
from workflow.errors import Stale
from workflow.moves import transition, transition_many


@transaction.atomic
def verify(release, *, actor, at):
    """Let posts rely on it. Raises NotAllowed with the first check that is not met, Stale when somebody decided first."""
    rules.may_verify(actor, release, checks_of(release, at=at)).enforce()
    birth = born_on(release)  # as the youth list has it now
    needed = release.guardian_needed
    if needed != GuardianNeeded.WAIVED:
        needed = rules.guardian_needed(birth, release.youth_signed_on)
    transition(
        release,
        ReleaseState.VERIFIED,
        act=ReleaseAct.VERIFY,
        actor=actor,
        at=at,
        clause=CLAUSE,
        verified_by=actor,
        verified_at=at,
        youth_age_at_signing=max(rules.age_on(birth, release.youth_signed_on), 0),
        guardian_needed=needed,
    )
    open_obligation(notices.EXPIRY, subject=release, anchor_on=local_day(at), due_on=release.valid_to, at=at)
    notices.tell_uploader(release, "verified", at=at)
    return release


@transaction.atomic
def reject(release, *, reason, actor, at):
    """Say why it does not do; whoever handed it in may correct it."""
    rules.may_decide(actor, release).enforce()
    refuse_empty(reason)
    transition(
        release,
        ReleaseState.REJECTED,
        act=ReleaseAct.REJECT,
        actor=actor,
        at=at,
        clause=CLAUSE,
        rejected_by=actor,
        rejected_at=at,
        rejection_reason=reason,
    )
    notices.tell_uploader(release, "rejected", at=at)
    return release


@transaction.atomic
def waive_guardian(release, *, reason, actor, at):
    """The Legal Unit finds that no parent or guardian needs to sign ("if needed", B.1.h), and says why."""
    locked = YouthRelease.objects.select_for_update().get(pk=release.pk)
    if locked.version != release.version:
        raise Stale(locked)
    rules.may_waive_guardian(actor, release).enforce()
    refuse_empty(reason)
    release.guardian_needed, release.waived_by, release.waived_at = GuardianNeeded.WAIVED, actor, at
    release.waiver_reason, release.version = reason, release.version + 1
    release.save(update_fields=["guardian_needed", "waived_by", "waived_at", "waiver_reason", "version"])
    record("release.guardian_not_needed", subject=release, actor=actor, at=at, clause=CLAUSE)
    notices.tell_uploader(release, "guardian_not_needed", at=at)
    return release


@transaction.atomic
def revoke(release, *, by_whom, actor, at, reason="", content=None, name=""):
    """Enter that consent was taken back: nothing may rely on it from now on, and every post that does is held.

    `by_whom` is a RevokedBy; `content`, the bytes of a paper that says so, is optional. Raises Refused for a file that
    is not taken.
    """
    rules.may_revoke(actor, release).enforce()
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    paper = keep(content, name=name, most_bytes=most_bytes, actor=actor, at=at) if content else None
    transition(
        release,
        ReleaseState.REVOKED,
        act=ReleaseAct.REVOKE,
        actor=actor,
        at=at,
        clause=CLAUSE,
        facts={"by": str(by_whom)} | ({"file": str(paper.public_id)} if paper else {}),
        revoked_by_whom=by_whom,
        revoked_by=actor,
        revoked_at=at,
        revocation_reason=reason or None,
        revocation_document=paper,
    )
    relying.hold_all(release, actor=actor, at=at)
    close_obligations(release, at=at, met=False)
    notices.tell_uploader(release, "revoked", at=at, by=actor)
    return release


@transaction.atomic
def expire_due(day, *, at):
    """End every release whose last day is before `day`; returns them. What was posted while it stood, stays."""
    due = YouthRelease.objects.expired_by(day)
    expired = transition_many(due, ReleaseState.EXPIRED, act=ReleaseAct.EXPIRE, actor="system", at=at, clause=CLAUSE)
    for release in YouthRelease.objects.select_related("uploaded_by").filter(pk__in=[row.pk for row in expired]):
        close_obligations(release, at=at)
        notices.tell_uploader(release, "expired", at=at)
    return expired
