"""The investigator's acts on a request: draft, sign and send, withdraw (B.3.a; domain 5.5, 7.3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services.requests import same_name
from investigations import notices, rules
from investigations.models import InvestigatedYouth, InvestigationAuthorization
from investigations.services.standing import lock, next_number, standing_of
from investigations.states import Act, State
from notifications.services import close_obligations, next_period, open_obligation
from policy.calendar import add_business_days
from workflow.moves import transition
from workflow.verdicts import no

# What a draft may hold; everything else of the record is written by an act.
DRAFT_FIELDS = frozenset(
    {
        "title",
        "reference",
        "purpose",
        "facts",
        "level",
        "asks_profile",
        "asks_communication",
        "necessity",
        "less_intrusive",
        "third_parties",
        "attests_no_discrimination",
        "equipment",
        "equipment_reason",
        "deconfliction",
        "requested_from",
        "requested_to",
    }
)


@transaction.atomic
def start(investigator, *, form_key, at, youth=(), described="", platforms=(), **fields):
    """Begin a draft. The same form sent twice gives the same draft (`form_key`)."""
    rules.may_begin(investigator, standing_of(investigator, at=at, asks=True).designation).enforce()
    draft, is_new = InvestigationAuthorization.objects.get_or_create(
        investigator=investigator,
        form_key=form_key,
        defaults={"created_at": at, "updated_at": at, **_only_draft_fields(fields)},
    )
    if not is_new and draft.state != State.DRAFT:
        return draft
    if is_new:
        record("investigation.drafted", subject=draft, actor=investigator, at=at, clause="B.3.a", is_confidential=True)
    return save(draft, actor=investigator, at=at, youth=youth, described=described, platforms=platforms, **fields)


@transaction.atomic
def save(authorization, *, actor, at, youth=(), described="", platforms=(), **fields):
    """Keep what was typed. `youth`: of the list; `described`: somebody not known by name."""
    lock(authorization)
    rules.may_edit(actor, authorization).enforce()
    for name, value in {**_only_draft_fields(fields), "updated_at": at}.items():
        setattr(authorization, name, value)
    authorization.save(update_fields=[*fields, "updated_at"])
    authorization.platforms.set(platforms)
    authorization.youth.all().delete()
    rows = [InvestigatedYouth(authorization=authorization, youth=one) for one in dict.fromkeys(youth)]
    if described.strip():
        rows.append(InvestigatedYouth(authorization=authorization, description=described))
    for row in rows:
        row.save()
    return authorization


def _only_draft_fields(fields):
    unknown = fields.keys() - DRAFT_FIELDS
    if unknown:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))}.")
    return fields


@transaction.atomic
def submit(authorization, *, signature, actor, at):
    """Sign and send the request to the supervisor. Raises NotAllowed, Stale."""
    authorization = lock(authorization)
    standing = standing_of(actor, at=at, asks=True)
    rules.may_submit(
        actor,
        authorization,
        standing,
        has_youth=authorization.youth.exists(),
        has_platforms=authorization.platforms.exists(),
    ).enforce()
    check_signature(actor, signature)
    basis = rules.basis_of(actor, standing.designation)
    transition(
        authorization,
        State.SUBMITTED,
        act=Act.SUBMIT,
        actor=actor,
        at=at,
        clause="B.3.a",
        is_confidential=True,
        number=authorization.number or next_number(standing.day.year),
        basis=basis,
        designation=standing.designation if basis == "designee" else None,
        signature=signature.strip(),
        supervisor_at_submission=actor.reports_to,
        submitted_at=at,
        decide_by=add_business_days(standing.day, standing.settings["investigation_decision_due"]),
        is_objected=False,
        is_escalated=False,
        decided_by=None,
        decided_for=None,
        decided_at=None,
        legal_by=None,
        legal_at=None,
        updated_at=at,
    )
    open_obligation(
        notices.DECISION,
        subject=authorization,
        anchor_on=standing.day,
        due_on=authorization.decide_by,
        at=at,
        period=next_period(notices.DECISION, authorization),
    )
    notices.tell_supervisors(authorization, "waits", _("A confidential request waits for your decision"), at=at)
    return authorization


def check_signature(actor, signature):
    if same_name(signature) != same_name(actor.full_name):
        no(_("Sign with your full name as it stands on your record: %(name)s.") % {"name": actor.full_name}).enforce()


@transaction.atomic
def withdraw(authorization, *, actor, at):
    authorization = lock(authorization)
    rules.may_withdraw(actor, authorization).enforce()
    transition(authorization, State.WITHDRAWN, act=Act.WITHDRAW, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, ended_at=at, ended_by=actor, updated_at=at)  # fmt: skip
    close_obligations(authorization, at=at)
    notices.tell_supervisors(authorization, "withdrawn", _("A confidential item has changed"), at=at)
    return authorization


@transaction.atomic
def discard_draft(authorization, *, actor, at):
    """Throw away a draft that was never sent: it is nobody's record yet."""
    lock(authorization)
    if authorization.state != State.DRAFT:
        no(_("Only a draft can be thrown away. A sent request can be withdrawn.")).enforce()
    rules.may_edit(actor, authorization).enforce()
    record("investigation.discarded", subject=authorization, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    authorization.platforms.clear()
    authorization.youth.all().delete()
    authorization.delete()
