"""Accounts and their claims (B.2.a, B.2.e): register, rename, release."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.services import record
from authorizations import notices, rules
from authorizations.choices import NoteKind
from authorizations.handles import HandleError, family_of, normalize
from authorizations.models import (
    AccountRename,
    AccountState,
    HandleAttempt,
    HandleClaim,
    Platform,
    RenameState,
    SocialMediaAccount,
)
from authorizations.services import notes
from authorizations.services.standing import lock, needs_reason, standing_of
from notifications.services import close_obligations, open_obligation
from people.models import User
from policy.calendar import add_business_days
from sealing.hashes import keyed_hash
from workflow.moves import transition
from workflow.verdicts import no

ATTEMPT_DAYS = 30
# The same words whoever holds the name, and in whatever compartment (domain 5.3, trap 4).
CONFLICT_TEXT = _("This account cannot be registered to you. Check the name; if it is correct, contact the Legal Unit.")


class HandleConflict(Exception):
    """The name is held by somebody else. Nothing about the holder may be shown."""


def family_for(platform, other_site=""):
    return family_of(other_site) if platform.is_other else platform.family


def claim_key(family, handle):
    """The key of the one claim on an account name, shared by accounts of every kind."""
    return keyed_hash("handle", f"{family}\0{handle}")


def register(owner, *, platform, other_site, handle_entered, kind, display_name, profile_url, settings, at):
    """The owner's account of that name, registered now if it was not yet; None when somebody else holds it.

    Call it inside the transaction that submits. A None must not roll that transaction back: the attempt counts and
    Legal is told. Raises NotAllowed past the limit of new names.
    """
    if platform.is_other:
        rules.may_name_site(other_site, Platform.listed_as(other_site)).enforce()
    family, handle = family_for(platform, other_site), _normal_form(handle_entered, platform)
    key = claim_key(family, handle)
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    mine = SocialMediaAccount.objects.filter(owner=owner, claim__key=key, state=AccountState.REGISTERED).first()
    if mine is not None:
        mine.display_name, mine.kind, mine.profile_url = display_name, kind, profile_url
        mine.save(update_fields=["display_name", "kind", "profile_url"])
        return mine
    claim = _own_claim(owner, key) or _claim(owner, platform, handle, key, settings=settings, at=at)
    if claim is None:
        return None
    account = SocialMediaAccount.objects.create(
        owner=owner,
        platform=platform,
        other_site=other_site,
        family=family,
        claim=claim,
        handle_entered=handle_entered,
        handle=handle,
        display_name=display_name,
        kind=kind,
        profile_url=profile_url,
        created_at=at,
    )
    record("account.registered", subject=account, actor=owner, at=at, clause="B.2.e")
    return account


def _normal_form(handle_entered, platform):
    """Kept in a draft, a name may by now stand beside another site than the one it was typed for."""
    try:
        return normalize(handle_entered, platform.site)
    except HandleError as error:
        no(error.args[0], clause="B.2.e").enforce()


def _claim(owner, platform, handle, key, *, settings, at):
    """The new claim, or None when the database says that somebody holds it already."""
    _check_limit(owner, key, settings=settings, at=at)
    attempt = HandleAttempt(person=owner, platform=platform, key=key, handle=handle, attempted_at=at)
    try:
        with transaction.atomic():
            claim = HandleClaim.objects.create(key=key, claimed_at=at)
    except IntegrityError:
        claim = None
    attempt.outcome = HandleAttempt.Outcome.CLAIMED if claim else HandleAttempt.Outcome.CONFLICT
    attempt.save()
    if claim is None:
        record("account.conflict", subject=("authorizations.handleattempt", attempt.public_id), actor=owner, at=at,
               clause="B.2.e", is_confidential=True)  # fmt: skip
        notices.legal_of_conflict(attempt, at=at)
    return claim


def _check_limit(owner, key, *, settings, at):
    since = at - timedelta(days=ATTEMPT_DAYS)
    tried = HandleAttempt.objects.filter(person=owner, attempted_at__gt=since).exclude(key=key)
    if tried.values("key").distinct().count() >= settings["new_handles_per_person"]:
        no(
            _("You have named %(count)s new accounts in the last %(days)s days, which is the limit. Use one that is"
              " registered to you, or contact the Legal Unit.")
            % {"count": settings["new_handles_per_person"], "days": ATTEMPT_DAYS},
            clause="B.2.e",
        ).enforce()  # fmt: skip


def ask_rename(authorization, *, new_handle_entered, reason, actor, at):
    """Report that the account has a new name; the old one stays claimed, the new one is claimed now.

    Raises HandleConflict when somebody holds the new name, HandleError when it is none, NotAllowed, Stale.
    """
    with transaction.atomic():
        authorization = lock(authorization)
        account = SocialMediaAccount.objects.select_for_update().get(pk=authorization.account_id)
        rules.may_rename(
            actor, authorization, has_open_rename=account.renames.filter(state=RenameState.ASKED).exists()
        ).enforce()
        new_handle = normalize(new_handle_entered, account.platform.site)
        if new_handle == account.handle:
            no(_("This is the name on record already.")).enforce()
        standing = standing_of(actor, at=at)
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        key = claim_key(account.family, new_handle)
        claim = _own_claim(actor, key) or _claim(
            actor, account.platform, new_handle, key, settings=standing.settings, at=at
        )
        if claim is not None:
            rename = AccountRename.objects.create(
                account=account,
                authorization=authorization,
                old_handle=account.handle,
                new_handle_entered=new_handle_entered,
                new_handle=new_handle,
                claim=claim,
                reason=reason,
                created_at=at,
            )
            record("rename.asked", subject=authorization, actor=actor, at=at, clause="B.2.e")
            due_on = add_business_days(standing.day, standing.settings["supervision_decision_due"])
            open_obligation(notices.RENAME, subject=rename, anchor_on=standing.day, due_on=due_on, at=at)
            notices.rename_waits(rename, at=at)
    if claim is None:
        raise HandleConflict
    return rename


def _own_claim(person, key):
    """A claim this person holds that nothing stands on: the old name of a renamed account, a declined new name.

    An attempt and the claim it made carry the same instant: a name that was released and claimed again, by whomever
    and for whatever, is not theirs.
    """
    claimed = HandleAttempt.objects.filter(person=person, key=key, outcome=HandleAttempt.Outcome.CLAIMED)
    claim = HandleClaim.objects.filter(key=key, claimed_at__in=claimed.values("attempted_at")).first()
    if claim is None or SocialMediaAccount.objects.filter(claim=claim).exists():
        return None
    return None if AccountRename.objects.filter(claim=claim, state=RenameState.ASKED).exists() else claim


@transaction.atomic
def decide_rename(rename, *, is_approved, actor, at, reason=""):
    """Approve or decline a new account name. Approving writes an amendment note for every live authorization."""
    rename = AccountRename.objects.select_related(
        "account", "authorization__employee", "authorization__supervisor_at_submission"
    ).get(pk=rename.pk)
    standing = standing_of(actor, at=at)
    rules.may_decide_rename(actor, rename, standing).enforce()
    account = SocialMediaAccount.objects.select_for_update().get(pk=rename.account_id)
    if is_approved and account.state != AccountState.REGISTERED:
        no(_("The account is no longer registered to the employee."), clause="B.2.e").enforce()
    to = RenameState.APPROVED if is_approved else RenameState.DECLINED
    transition(rename, to, act=to.value, actor=actor, at=at, clause="B.2.e", decided_by=actor, decided_at=at,
               reason=reason or rename.reason)  # fmt: skip
    record(f"rename.{to}", subject=rename.authorization, actor=actor, at=at, clause="B.2.e")
    close_obligations(rename, at=at)
    if is_approved:
        account.handle, account.handle_entered, account.claim = (
            rename.new_handle,
            rename.new_handle_entered,
            rename.claim,
        )
        account.version += 1
        account.save(update_fields=["handle", "handle_entered", "claim", "version"])
        record("account.renamed", subject=account, actor=actor, at=at, clause="B.2.e")
        for authorization in account.supervisions.live().with_people():
            notes.generate(
                authorization,
                NoteKind.AMENDMENT,
                at=at,
                settings=standing.settings,
                change=(rename.old_handle, rename.new_handle),
            )
    notices.rename_decided(rename, at=at)
    return rename


@transaction.atomic
def release(account, *, reason, actor, at):
    """Free a name that was typed wrong; the account can never be used again (domain 5.3)."""
    account = SocialMediaAccount.objects.select_for_update().get(pk=account.pk)
    rules.may_release_account(actor, account, has_live=account.supervisions.live().exists()).enforce()
    needs_reason(reason, _("Give the reason."))
    claim = account.claim
    transition(account, AccountState.RELEASED, act="released", actor=actor, at=at, clause="B.2.e",
               claim=None, release_reason=reason)  # fmt: skip
    if not AccountRename.objects.filter(claim=claim).exists():
        claim.delete()
    return account


def conflicts():
    """The conflicts Legal looks at, newest first, with what the portal knows of the other side."""
    rows = HandleAttempt.objects.filter(outcome=HandleAttempt.Outcome.CONFLICT).select_related(
        "person__worksite", "platform"
    )
    return rows.order_by("-attempted_at", "-pk")
