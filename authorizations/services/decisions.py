"""The supervisor's decision (B.2): grant, return, deny. Once decided is decided once."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from authorizations import notices, rules
from authorizations.choices import Capacity, NoteKind, Purpose
from authorizations.models import SocialMediaAccount, SupervisionAuthorization, Suspension
from authorizations.services import notes, owed_reviews
from authorizations.services.requests import same_name
from authorizations.services.standing import lock, needs_reason, standing_of
from authorizations.states import Act, State
from notifications.services import close_obligations, open_obligation
from workflow.moves import transition
from workflow.verdicts import no

LONGEST_TEXT = 1000


@transaction.atomic
def grant(authorization, *, actor, at, expires_on, signature, conditions="", reason="", is_name_confirmed=False):
    """Record the supervisor's written authorization (B.2) and write the JJEMS note (B.2.c).

    It starts on the decision day or the requested day, whichever is later. Raises NotAllowed with the reason when a
    rule refuses, Stale when somebody decided first.
    """
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_decide(actor, authorization, standing).enforce()
    # Nobody may release the account between this look and the grant.
    authorization.account = SocialMediaAccount.objects.select_for_update(no_key=True).get(pk=authorization.account_id)
    effective_from = max(authorization.requested_from, standing.day)
    rules.may_grant(
        actor,
        authorization,
        standing,
        is_name_confirmed=is_name_confirmed,
        expires_on=expires_on,
        effective_from=effective_from,
    ).enforce()
    rules.may_grant_beside(authorization, is_held_by_legal=_is_held_by_legal(authorization)).enforce()
    decision = _decision(authorization, standing, actor=actor, at=at, reason=reason, signature=signature)
    decision |= {
        "conditions": _all_conditions(authorization, conditions),
        "is_name_confirmed": is_name_confirmed,
        "effective_from": effective_from,
        "expires_on": expires_on,
    }
    snapshot = _snapshot(authorization, decision, day=standing.day)
    to = State.APPROVED_PENDING_NOTE if standing.settings["jjems_note_before_use"] else State.ACTIVE
    transition(
        authorization,
        to,
        act=Act.GRANT,
        actor=actor,
        at=at,
        clause="B.2",
        facts={"as": decision["decided_as"]},
        snapshot=snapshot,
        snapshot_sha256=fingerprint(snapshot),
        updated_at=at,
        **decision,
    )
    close_obligations(authorization, at=at, kinds=[notices.DECISION])
    notes.generate(authorization, NoteKind.INITIAL, at=at, settings=standing.settings)
    open_obligation(notices.EXPIRY, subject=authorization, anchor_on=standing.day, due_on=expires_on, at=at)
    owed_reviews.schedule(authorization, anchor_on=standing.day, at=at, settings=standing.settings)
    notices.tell_employee(authorization, "granted", at=at)
    notices.tell_caseworker_granted(authorization, at=at)
    return authorization


def _is_held_by_legal(authorization):
    """Whether Legal suspended leave of this person for this youth on this account."""
    same = {name: getattr(authorization, name) for name in ("employee", "youth", "account")}
    held = {"state": State.SUSPENDED, "suspended_because": Suspension.Cause.LEGAL}
    return SupervisionAuthorization.objects.filter(**same, **held).exists()


@transaction.atomic
def return_(authorization, *, actor, at, reason, signature):
    """Send the request back with what is to be changed."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_decide(actor, authorization, standing).enforce()
    needs_reason(reason, _("Say what is to be changed."))
    _check_signature(actor, signature)
    transition(
        authorization,
        State.RETURNED,
        act=Act.RETURN,
        actor=actor,
        at=at,
        clause="B.2",
        decision_reason=reason,
        updated_at=at,
    )
    close_obligations(authorization, at=at)
    notices.tell_employee(authorization, "returned", at=at)
    return authorization


@transaction.atomic
def deny(authorization, *, actor, at, reason, signature):
    """Deny the request with the reason the employee reads. A new request may be filed."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at)
    rules.may_decide(actor, authorization, standing).enforce()
    needs_reason(reason, _("Give the reason. The employee reads it."))
    transition(
        authorization,
        State.DENIED,
        act=Act.DENY,
        actor=actor,
        at=at,
        clause="B.2",
        ended_at=at,
        ended_by=actor,
        updated_at=at,
        **_decision(authorization, standing, actor=actor, at=at, reason=reason, signature=signature),
    )
    close_obligations(authorization, at=at)
    notices.tell_employee(authorization, "denied", at=at)
    return authorization


def _decision(authorization, standing, *, actor, at, reason, signature):
    _check_signature(actor, signature)
    capacity = rules.capacity_to_decide(actor, authorization, standing)
    if capacity == Capacity.CHAIN:
        needs_reason(reason, _("Say why you decide in the supervisor's place."))
    supervisor = rules.acting_supervisor(authorization)
    return {
        "decided_by": actor,
        "decided_at": at,
        "decided_as": capacity,
        "decided_for": supervisor if capacity != Capacity.SUPERVISOR else None,
        "decision_reason": reason,
        "decision_signature": signature.strip(),
    }


def _check_signature(actor, signature):
    if same_name(signature) != same_name(actor.full_name):
        no(_("Sign with your full name as it stands on your record: %(name)s.") % {"name": actor.full_name}).enforce()


def _all_conditions(authorization, conditions):
    """What Legal's ruling on the site sets, and what the supervisor adds."""
    text = "\n".join(part for part in (authorization.platform.ruling_condition, conditions.strip()) if part)
    if len(text) > LONGEST_TEXT:
        no(_("The conditions are too long. Shorten them to %(most)s characters.") % {"most": LONGEST_TEXT}).enforce()
    return text


def _snapshot(authorization, decision, *, day):
    """Everything the decision rests on, in words, as it stood: later changes of names rewrite nothing."""
    employee, supervisor, youth = authorization.employee, decision["decided_by"], authorization.youth
    account = authorization.account
    acting_for = decision["decided_for"]
    return {
        "number": authorization.number,
        "person": {"name": employee.full_name, "title": str(employee.title), "worksite": employee.worksite.name},
        "supervisor": {
            "name": supervisor.full_name,
            "title": str(supervisor.title),
            "as": str(Capacity(decision["decided_as"]).label),
            "for": acting_for.full_name if acting_for else "",
        },
        "account": {
            "site": account.site_name,
            "handle": account.handle,
            "kind": str(account.get_kind_display()).lower().replace("my ", ""),
            "shows": authorization.display_name,
        },
        "youth": {"short_name": youth.short_name, "jjems": youth.jjems_number},
        "youth_accounts": authorization.youth_accounts.reveal() if authorization.youth_accounts else "",
        "purposes": [str(Purpose(purpose).label) for purpose in authorization.purposes],
        "justification": authorization.justification.reveal(),
        "attestations": [
            {"kind": row.wording.kind, "version": row.wording.version, "text": row.wording.text}
            for row in authorization.attestations.select_related("wording")
        ],
        "conditions": decision["conditions"],
        "decided_on": _long(day),
        "from": _long(decision["effective_from"]),
        "to": _long(decision["expires_on"]),
    }


def fingerprint(snapshot):
    """SHA-256 of a snapshot in one fixed spelling, as printed on the letter."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _long(day):
    return f"{day:%B} {day.day}, {day.year}"
