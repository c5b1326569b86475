"""Whose name a conflict met, as far as the supervision registry knows (domain 5.3; trap 4)."""

from dataclasses import dataclass

from authorizations.models import HandleAttempt, HandleClaim, SocialMediaAccount
from people.models import User


@dataclass(frozen=True)
class OtherSide:
    """`holder` is None for a claim that no name of the supervision registry stands behind; nothing more is known."""

    holder: User | None = None
    has_account: bool = False
    is_free: bool = False


def other_sides(attempts):
    """{attempt id: OtherSide} as things stand now, in three queries for any number of attempts.

    A name is also its owner's when it was claimed for an account that has another name today: the row of the attempt
    and the claim it made carry the same instant.
    """
    keys = {bytes(attempt.key) for attempt in attempts}
    claims = {bytes(claim.key): claim for claim in HandleClaim.objects.filter(key__in=keys)}
    owners = {
        account.claim_id: account.owner
        for account in SocialMediaAccount.objects.filter(claim__in=claims.values()).select_related("owner__worksite")
    }
    claimed = HandleAttempt.objects.filter(key__in=keys, outcome=HandleAttempt.Outcome.CLAIMED)
    makers = {
        (bytes(attempt.key), attempt.attempted_at): attempt.person
        for attempt in claimed.select_related("person__worksite")
    }
    return {attempt.pk: _side(claims.get(bytes(attempt.key)), owners, makers) for attempt in attempts}


def _side(claim, owners, makers):
    if claim is None:
        return OtherSide(is_free=True)
    if claim.pk in owners:
        return OtherSide(holder=owners[claim.pk], has_account=True)
    return OtherSide(holder=makers.get((bytes(claim.key), claim.claimed_at)))
