"""The employee's acts: draft, sign and send, withdraw, copy, renew (B.2; domain 5.4)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.services import record
from authorizations import notices, rules
from authorizations.models import Attestation, SupervisionAuthorization
from authorizations.services import accounts, compliance
from authorizations.services.numbers import next_number
from authorizations.services.standing import lock, standing_of
from authorizations.states import Act, State
from notifications.services import close_obligations, next_period, open_obligation
from people.models import Youth
from policy.calendar import add_business_days, local_day
from policy.services import current_wordings
from workflow.moves import transition
from workflow.verdicts import no

ATTESTATIONS = (
    "b2.no_communication",
    "b2.real_identity",
    "b2.site_rules",
    "b2.privacy",
    "b2.not_shared",
    "b2.screenshot_notify",
)
PRIVACY_ATTESTATION = "b2.privacy"
# What a draft may hold; everything else of the record is written by an act.
DRAFT_FIELDS = frozenset(
    {
        "youth",
        "youth_accounts",
        "purposes",
        "justification",
        "requested_from",
        "requested_to",
        "devices",
        "platform",
        "other_site",
        "handle_entered",
        "account_kind",
        "display_name",
        "profile_url",
        "existing_connection",
        "name_mismatch_explanation",
        "viewer_answer",
        "privacy_checked_on",
    }
)
COPIED_FIELDS = DRAFT_FIELDS - {"requested_from", "requested_to", "existing_connection", "privacy_checked_on"}


@transaction.atomic
def start(employee, *, actor, form_key, at, renews=None, **fields):
    """Begin a draft. The same form sent twice gives the same draft (`form_key`)."""
    rules.may_draft_for(actor, employee).enforce()
    rules.may_request(employee).enforce()
    draft, is_new = SupervisionAuthorization.objects.get_or_create(
        employee=employee,
        form_key=form_key,
        defaults={
            "created_at": at,
            "updated_at": at,
            "drafted_by": actor if actor.pk != employee.pk else None,
            "renews": renews,
            **_only_draft_fields(fields),
        },
    )
    if is_new:
        record("supervision.drafted", subject=draft, actor=actor, at=at, clause="B.2")
        return draft
    return save(draft, actor=actor, at=at, **fields) if draft.state == State.DRAFT else draft


@transaction.atomic
def save(authorization, *, actor, at, **fields):
    """Keep what was typed into a draft or a returned request. Nothing is checked against others yet.

    Raises Stale when it was sent or decided meanwhile: what was signed stays as it was signed. What a supervisor
    changes in a draft makes the page stale that the employee signs from: nobody signs what they have not seen.
    """
    lock(authorization)
    rules.may_edit(actor, authorization).enforce()
    by_another = {} if actor.pk == authorization.employee_id else {"version": authorization.version + 1}
    for name, value in {**_only_draft_fields(fields), "updated_at": at, **by_another}.items():
        setattr(authorization, name, value)
    authorization.save(update_fields=[*fields, "updated_at", *by_another])
    return authorization


def _only_draft_fields(fields):
    unknown = fields.keys() - DRAFT_FIELDS
    if unknown:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))}.")
    return fields


def attestations_for(authorization):
    """The kinds to sign: the privacy statement only where the site shows viewers (B.2.d)."""
    if rules.needs_privacy_attestation(authorization.platform):
        return ATTESTATIONS
    return tuple(kind for kind in ATTESTATIONS if kind != PRIVACY_ATTESTATION)


def submit(authorization, *, attested, signature, actor, at):
    """Sign and send the request to the supervisor (7.1: draft or returned to submitted).

    `attested`: the kinds of statements ticked. Raises NotAllowed, Stale, and HandleConflict when the account is held
    by somebody else; the refused name is then on record and Legal is told, the draft stays as it was.
    """
    with transaction.atomic():
        authorization = lock(authorization)
        standing = standing_of(actor, at=at)
        rules.may_submit(
            actor,
            authorization,
            standing,
            has_open_connection_issue=compliance.open_connection_issues(authorization.employee).exists(),
            is_within_reach=Youth.objects.within_reach(authorization.employee)
            .filter(pk=authorization.youth_id)
            .exists(),
        ).enforce()
        _check_signature(authorization, attested, signature)
        account = accounts.register(
            authorization.employee,
            platform=authorization.platform,
            other_site=authorization.other_site,
            handle_entered=authorization.handle_entered,
            kind=authorization.account_kind,
            display_name=authorization.display_name,
            profile_url=authorization.profile_url,
            settings=standing.settings,
            at=at,
        )
        if account is not None:
            _submit(authorization, account, attested, signature, standing, actor=actor, at=at)
    if account is None:
        raise accounts.HandleConflict
    return authorization


def _check_signature(authorization, attested, signature):
    missing = set(attestations_for(authorization)) - set(attested)
    if missing:
        no(_("Tick every statement you agree to. All of them are needed."), clause="B.2").enforce()
    if same_name(signature) != same_name(authorization.employee.full_name):
        no(
            _("Sign with your full name as it stands on your record: %(name)s.")
            % {"name": authorization.employee.full_name}
        ).enforce()


def same_name(name):
    """A signature's name for comparison: case and spacing do not matter."""
    return " ".join(name.casefold().split())


def _submit(authorization, account, attested, signature, standing, *, actor, at):
    transition(
        authorization,
        State.SUBMITTED,
        act=Act.SUBMIT,
        actor=actor,
        at=at,
        clause="B.2",
        number=authorization.number or next_number("SUP", standing.day.year),
        account=account,
        renews=authorization.renews if _continues(authorization, account) else None,
        employee_signature=signature.strip(),
        supervisor_at_submission=authorization.employee.reports_to,
        submitted_at=at,
        decide_by=add_business_days(standing.day, standing.settings["supervision_decision_due"]),
        updated_at=at,
    )
    authorization.attestations.all().delete()
    wordings = current_wordings(list(attestations_for(authorization)), at=at)
    Attestation.objects.bulk_create(
        Attestation(authorization=authorization, wording=wording, attested_at=at) for wording in wordings.values()
    )
    open_obligation(
        notices.DECISION,
        subject=authorization,
        anchor_on=standing.day,
        due_on=authorization.decide_by,
        at=at,
        period=next_period(notices.DECISION, authorization),
    )
    notices.request_waits(authorization, at=at)


def _continues(authorization, account):
    """A renewal is for the same youth on the same account; changed into another request, it renews nothing."""
    source = authorization.renews
    return source is not None and (source.youth_id, source.account_id) == (authorization.youth_id, account.pk)


@transaction.atomic
def withdraw(authorization, *, actor, at):
    """Take the request back. The account name stays with its owner (7.1)."""
    authorization = lock(authorization)
    rules.may_withdraw(actor, authorization).enforce()
    _withdraw(authorization, actor=actor, at=at)
    notices.tell_supervisor(authorization, "withdrawn", at=at)
    return authorization


@transaction.atomic
def withdraw_by_portal(authorization, *, at):
    """When the person or the youth leaves, a pending request is withdrawn by the portal."""
    authorization = lock(authorization)
    _withdraw(authorization, actor="system", at=at)
    notices.tell_employee(authorization, "withdrawn", at=at)
    notices.tell_supervisor(authorization, "withdrawn", at=at)
    return authorization


def _withdraw(authorization, *, actor, at):
    transition(
        authorization,
        State.WITHDRAWN,
        act=Act.WITHDRAW,
        actor=actor,
        at=at,
        clause="B.2",
        ended_at=at,
        ended_by=None if isinstance(actor, str) else actor,
        updated_at=at,
    )
    close_obligations(authorization, at=at)


@transaction.atomic
def discard_draft(authorization, *, actor, at):
    """Throw away a draft that was never sent: it is nobody's record yet."""
    lock(authorization)
    if authorization.state != State.DRAFT:
        no(_("Only a draft can be thrown away. A sent request can be withdrawn.")).enforce()
    rules.may_edit(actor, authorization).enforce()
    if authorization.compliance_issues.exists():
        if actor.pk != authorization.employee_id:
            no(_("Only the employee can throw this draft away now.")).enforce()
        no(_("The Legal Unit looks at something about this draft, so it stays."), clause="B.2.a").enforce()
    record("supervision.discarded", subject=authorization, actor=actor, at=at, clause="B.2")
    authorization.delete()


def copy(source, *, actor, form_key, at, without=()):
    """A new draft with the answers of `source`; `without` names what is to be chosen anew (youth, platform)."""
    if actor.pk != source.employee_id:
        no(_("Only the employee copies their own request.")).enforce()
    return start(actor, actor=actor, form_key=form_key, at=at, **_answers(source, without))


def renew(source, *, actor, form_key, at):
    """A new request that continues `source` when it is granted in time (7.1)."""
    with transaction.atomic():
        source = lock(source)
        rules.may_renew(
            actor,
            source,
            standing_of(actor, at=at),
            has_successor=source.renewals.exclude(state__in=[State.WITHDRAWN, State.DENIED])
            .exclude(form_key=form_key)
            .exists(),
        ).enforce()
        starts = max(source.expires_on, local_day(at))
        return start(
            actor, actor=actor, form_key=form_key, at=at, renews=source, requested_from=starts, **_answers(source, ())
        )


def _answers(source, without):
    answers = {name: getattr(source, name) for name in COPIED_FIELDS if name not in without}
    for sealed in ("justification", "youth_accounts"):
        answers[sealed] = source_value.reveal() if (source_value := getattr(source, sealed)) else None
    if source.account is not None and "platform" not in without:
        answers["handle_entered"] = source.account.handle_entered
    if "youth" in without:
        answers["youth_accounts"] = None
    if "platform" in without:
        for name in ("other_site", "handle_entered", "display_name", "profile_url", "viewer_answer", "account_kind"):
            answers[name] = ""
        answers["name_mismatch_explanation"] = ""
        answers["platform"] = None
    return answers
