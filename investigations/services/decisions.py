"""The supervisor's decision (B.3.a) and the Legal Unit's answer. Once decided is decided once."""

from django.db import transaction
from django.utils.translation import gettext as _

from authorizations.services.decisions import fingerprint
from investigations import notices, rules
from investigations.choices import Level, Purpose
from investigations.models import InvestigationProfile
from investigations.services import owed, profiles
from investigations.services.requests import check_signature
from investigations.services.standing import basis_now, lock, needs_reason, standing_of
from investigations.states import Act, State
from notifications.services import close_obligations, next_period, open_obligation
from policy.calendar import add_business_days, local_day
from workflow.moves import transition


@transaction.atomic
def grant(
    authorization,
    *,
    actor,
    at,
    expires_on,
    signature,
    grants_profile=False,
    grants_communication=False,
    interval_days=None,
    conditions="",
):
    """Record the supervisor's written authorization (B.3.a): use, and apart from it a profile and communication.

    It is in force at once, or after the Legal Unit concurred where the setting asks for that. Raises NotAllowed, Stale.
    """
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    interval_days = interval_days or standing.settings["investigation_review_interval_days"]
    basis = basis_now(authorization.investigator, standing.day)
    effective_from = max(authorization.requested_from, standing.day)
    rules.may_grant(
        actor,
        authorization,
        standing,
        basis=basis,
        expires_on=expires_on,
        effective_from=effective_from,
        interval_days=interval_days,
    ).enforce()
    check_signature(actor, signature)
    boss = authorization.investigator.reports_to
    grants_communication = grants_communication and authorization.asks_communication
    needs_legal = rules.needs_concurrence(
        authorization, basis, standing.settings, grants_communication=grants_communication
    )
    transition(
        authorization,
        State.SUPERVISOR_GRANTED,
        act=Act.GRANT,
        actor=actor,
        at=at,
        clause="B.3.a",
        is_confidential=True,
        decided_by=actor,
        decided_for=boss if boss.pk != actor.pk else None,
        decided_at=at,
        decision_signature=signature.strip(),
        conditions=conditions or None,
        grants_profile=grants_profile and authorization.asks_profile,
        grants_communication=grants_communication,
        review_interval_days=interval_days,
        effective_from=effective_from,
        expires_on=expires_on,
        needs_concurrence=needs_legal,
        updated_at=at,
    )
    close_obligations(authorization, at=at, kinds=[notices.DECISION])
    if needs_legal:
        due_on = add_business_days(standing.day, standing.settings["investigation_decision_due"])
        _ask_legal(authorization, due_on=due_on, at=at)
    else:
        _put_in_force(authorization, Act.ACTIVATE, actor=actor, at=at)
    notices.tell_investigator(authorization, "granted", at=at)
    return authorization


def _ask_legal(authorization, *, due_on, at):
    open_obligation(
        notices.CONCURRENCE,
        subject=authorization,
        anchor_on=local_day(at),
        due_on=due_on,
        at=at,
        period=next_period(notices.CONCURRENCE, authorization),
    )
    people = notices.general_counsel() if authorization.is_escalated else notices.legal(
        without=[authorization.investigator, authorization.decided_by, authorization.investigator.reports_to]
    )  # fmt: skip
    notices.tell(people, authorization, "concurrence", _("A confidential request waits for the Legal Unit"), at=at)


def _put_in_force(authorization, act, *, actor, at, **fields):
    """Active: the locked copy, the first review meeting that is owed, the profile that may now be created."""
    day = local_day(at)
    snapshot = _snapshot(authorization)
    transition(
        authorization,
        State.ACTIVE,
        act=act,
        actor=actor,
        at=at,
        clause="B.3.a",
        is_confidential=True,
        active_since=at,
        effective_from=max(authorization.effective_from, day),
        snapshot=snapshot,
        snapshot_sha256=fingerprint(snapshot),
        updated_at=at,
        **fields,
    )
    owed.schedule(authorization, anchor_on=max(authorization.effective_from, day), at=at)
    open_obligation(
        notices.EXPIRY, subject=authorization, anchor_on=day, due_on=authorization.expires_on, at=at,
        period=next_period(notices.EXPIRY, authorization),
    )  # fmt: skip
    if authorization.grants_profile and not InvestigationProfile.objects.filter(authorization=authorization).exists():
        profiles.open_profile(authorization, at=at)


@transaction.atomic
def return_(authorization, *, actor, at, reason):
    """Send the request back with what is to be changed."""
    authorization = lock(authorization)
    rules.may_decide(actor, authorization, standing_of(actor, at=at)).enforce()
    needs_reason(reason, _("Say what is to be changed."))
    transition(authorization, State.RETURNED, act=Act.RETURN, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, decision_reason=reason, updated_at=at)  # fmt: skip
    close_obligations(authorization, at=at)
    notices.tell_investigator(authorization, "returned", at=at)
    return authorization


@transaction.atomic
def deny(authorization, *, actor, at, reason, signature):
    """Deny the request with the reason the investigator reads."""
    authorization = lock(authorization)
    rules.may_decide(actor, authorization, standing_of(actor, at=at)).enforce()
    needs_reason(reason, _("Give the reason. The investigator reads it."))
    check_signature(actor, signature)
    transition(authorization, State.DENIED, act=Act.DENY, actor=actor, at=at, clause="B.3.a", is_confidential=True,
               decided_by=actor, decided_at=at, decision_reason=reason, decision_signature=signature.strip(),
               ended_at=at, ended_by=actor, updated_at=at)  # fmt: skip
    close_obligations(authorization, at=at)
    notices.tell_investigator(authorization, "denied", at=at)
    return authorization


@transaction.atomic
def concur(authorization, *, actor, at, note=""):
    """The Legal Unit concurs: the authorization is in force. A supporting control, not the policy's (Q6)."""
    authorization = lock(authorization)
    rules.may_concur(actor, authorization).enforce()
    _put_in_force(authorization, Act.CONCUR, actor=actor, at=at, legal_by=actor, legal_at=at, legal_note=note or None)
    close_obligations(authorization, at=at, kinds=[notices.CONCURRENCE])
    notices.tell_both(authorization, "concurred", actor=actor, at=at)
    return authorization


@transaction.atomic
def object_(authorization, *, actor, at, note):
    """The Legal Unit objects: the request is back with its note; the supervisor may bring it before the General Counsel."""
    authorization = lock(authorization)
    rules.may_concur(actor, authorization).enforce()
    needs_reason(note, _("Say what the objection is. The investigator and the supervisor read it."))
    transition(authorization, State.RETURNED, act=Act.OBJECT, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, legal_by=actor, legal_at=at, legal_note=note, is_objected=True,
               updated_at=at)  # fmt: skip
    close_obligations(authorization, at=at, kinds=[notices.CONCURRENCE])
    notices.tell_both(authorization, "objected", actor=actor, at=at)
    return authorization


@transaction.atomic
def escalate(authorization, *, actor, at, reason):
    """The supervisor disagrees with the objection: the General Counsel answers (7.3)."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_escalate(actor, authorization, standing).enforce()
    needs_reason(reason, _("Say why you disagree. The General Counsel reads it."))
    transition(authorization, State.SUPERVISOR_GRANTED, act=Act.ESCALATE, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, is_escalated=True, decision_reason=reason, updated_at=at)  # fmt: skip
    due_on = add_business_days(standing.day, standing.settings["investigation_decision_due"])
    _ask_legal(authorization, due_on=due_on, at=at)
    notices.tell_investigator(authorization, "escalated", at=at)
    return authorization


def _snapshot(authorization):
    """What the grant rests on, in words, as it stood: later changes of names rewrite nothing."""
    investigator, supervisor = authorization.investigator, authorization.decided_by
    return {
        "number": authorization.number,
        "person": {"name": investigator.full_name, "title": str(investigator.title)},
        "supervisor": {
            "name": supervisor.full_name,
            "title": str(supervisor.title),
            "for": authorization.decided_for.full_name if authorization.decided_for else "",
        },
        "basis": str(authorization.get_basis_display()),
        "title": authorization.title.reveal(),
        "purpose": str(Purpose(authorization.purpose).label),
        "level": str(Level(authorization.level).label),
        "facts": authorization.facts.reveal() if authorization.facts else "",
        "sites": [platform.name for platform in authorization.platforms.order_by("name")],
        "youth": [row.youth.reference if row.youth else row.description.reveal()
                  for row in authorization.youth.select_related("youth")],
        "covers": {
            "use": True,
            "profile": authorization.grants_profile,
            "communication": authorization.grants_communication,
        },
        "conditions": authorization.conditions.reveal() if authorization.conditions else "",
        "meets_every_days": authorization.review_interval_days,
        "from": authorization.effective_from.isoformat(),
        "to": authorization.expires_on.isoformat(),
    }  # fmt: skip
