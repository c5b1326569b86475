"""Investigation profiles: recorded after the grant, held by one person at a time, closed with proof (B.3.a; 7.4)."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.services import record, record_outside
from authorizations.handles import HandleError, normalize
from authorizations.models import HandleClaim, Platform
from authorizations.services.accounts import HandleConflict, claim_key, family_for
from evidence.services import keep
from investigations import notices
from investigations.choices import FileKind, IssueKind, ReviewKind
from investigations.models import (
    PERSONA,
    AccountRecord,
    Assignment,
    InvestigationProfile,
    KeptFile,
    PersonaVersion,
    ProfileHolder,
)
from investigations.rules import profiles as rules
from investigations.services import issues
from investigations.services.standing import basis_now, lock, lock_authorization, needs_reason, standing_of
from investigations.states import HELD, ProfileAct, ProfileState
from notifications.services import close_obligations, next_period, open_obligation
from policy.calendar import add_business_days, local_day
from policy.services import settings_now
from workflow.moves import transition
from workflow.verdicts import no

MEGABYTE = 1024 * 1024


def open_profile(authorization, *, at):
    """A profile may now be created; its record is incomplete until the account name is given (B.3.a/3)."""
    day = local_day(at)
    record_by = add_business_days(day, settings_now()["profile_deactivation_due"])
    profile = InvestigationProfile.objects.create(
        authorization=authorization, granted_on=day, record_by=record_by, created_at=at
    )
    record("profile.granted", subject=profile, actor=authorization.decided_by, at=at, clause="B.3.a/2",
           is_confidential=True)  # fmt: skip
    open_obligation(notices.RECORD, subject=profile, anchor_on=day, due_on=record_by, at=at)
    return profile


@transaction.atomic
def add_profile(authorization, *, actor, at):
    """Another profile under the same grant."""
    authorization = lock_authorization(authorization)
    rules.may_add(actor, authorization).enforce()
    waiting = authorization.profiles.filter(state=ProfileState.GRANTED).first()
    return waiting or open_profile(authorization, at=at)


def record_account(profile, *, platform, handle_entered, created_on, persona, actor, at, other_site=""):
    """Record the account that was created. Its name is claimed in the one space of all accounts, for good (trap 3).

    Raises NotAllowed, Stale, HandleError for what is no name, and HandleConflict when somebody holds it: nothing is
    written then but the trail's entry, and Legal is told.
    """
    profile, key = _claimable(profile, platform, other_site, handle_entered, created_on, actor=actor, at=at)
    with transaction.atomic():
        profile = lock(profile)
        authorization = lock_authorization(profile.authorization)
        profile.authorization = authorization
        rules.may_record(actor, profile).enforce()
        try:
            with transaction.atomic():
                claim = HandleClaim.objects.create(key=key, claimed_at=at)
        except IntegrityError:
            claim = None
        if claim is not None:
            _record(profile, platform, other_site, handle_entered, created_on, persona, claim, actor=actor, at=at)
    if claim is None:
        record_outside("profile.conflict", subject=profile, actor=actor, at=at, clause="B.2.e", is_confidential=True)
        notices.tell_legal(profile.authorization, "conflict", _("A confidential account name is held by somebody else"),
                           at=at, subject=profile)  # fmt: skip
        raise HandleConflict
    return profile


def _claimable(profile, platform, other_site, handle_entered, created_on, *, actor, at):
    rules.may_record(actor, profile).enforce()
    rules.may_be_created_on(created_on, profile, local_day(at)).enforce()
    if platform.is_other and Platform.listed_as(other_site) is not None:
        no(_("This site is in the list. Choose it there."), clause="B.2.e").enforce()
    try:
        handle = normalize(handle_entered, platform.site)
    except HandleError as error:
        no(error.args[0], clause="B.3.a/3").enforce()
    return profile, claim_key(family_for(platform, other_site), handle)


def _record(profile, platform, other_site, handle_entered, created_on, persona, claim, *, actor, at):
    day, settings = local_day(at), settings_now()
    review_due_on = add_business_days(day, settings["legal_profile_review_first"])
    transition(
        profile,
        ProfileState.IN_USE,
        act=ProfileAct.RECORD,
        actor=actor,
        at=at,
        clause="B.3.a/3",
        is_confidential=True,
        platform=platform,
        other_site=other_site or None,
        claim=claim,
        handle=normalize(handle_entered, platform.site),
        persona=_persona(persona),
        created_on=created_on,
        recorded_at=at,
        review_due_on=review_due_on,
    )
    _keep_version(profile, actor=actor, at=at)
    ProfileHolder.objects.create(profile=profile, person=actor, approved_by=profile.authorization.decided_by, since=at)
    close_obligations(profile, at=at, kinds=[notices.RECORD])
    _write_record(profile, actor, at=at)
    open_obligation(notices.PROFILE_REVIEW, subject=profile, anchor_on=day, due_on=review_due_on, at=at)


def _persona(persona):
    unknown = persona.keys() - set(PERSONA)
    if unknown:
        raise TypeError(f"A persona has no {', '.join(sorted(unknown))}.")
    return {name: persona.get(name, "") for name in PERSONA}


def _keep_version(profile, *, actor, at):
    content = {"site": profile.site_name, "handle": profile.handle.reveal(), **profile.persona.reveal()}
    PersonaVersion(profile=profile, content=content, changed_by=actor, changed_at=at).save()


def _write_record(profile, person, *, at):
    """The confidential account record (B.3.a, domain 12.2): the three elements, as they stand now."""
    authorization = profile.authorization
    content = {
        "person": f"{person.full_name}, {person.title}",
        "supervisor": f"{authorization.decided_by.full_name}, {authorization.decided_by.title}",
        "granted_on": local_day(authorization.decided_at).isoformat(),
        "account": f"{profile.site_name} – {profile.handle.reveal()}",
        "created_on": profile.created_on.isoformat(),
        "reference": authorization.reference.reveal() if authorization.reference else "",
        "number": authorization.number,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = AccountRecord(profile=profile, content=content, sha256=digest, generated_at=at)
    row.save()
    due_on = add_business_days(local_day(at), settings_now()["profile_deactivation_due"])
    open_obligation(notices.ACKNOWLEDGE, subject=profile, anchor_on=local_day(at), due_on=due_on, at=at,
                    period=next_period(notices.ACKNOWLEDGE, profile))  # fmt: skip
    notices.tell_supervisors(authorization, "record", _("A confidential record waits for you to hold it"), at=at,
                             subject=profile)  # fmt: skip
    return row


@transaction.atomic
def acknowledge_record(profile, *, actor, at):
    """The supervisor says that the record is held in the confidential file (B.3.a/3)."""
    profile = lock(profile)
    row = profile.records.select_for_update().first()
    rules.may_acknowledge(actor, row, profile, standing_of(actor, at=at)).enforce()
    AccountRecord.objects.filter(pk=row.pk).update(acknowledged_by=actor, acknowledged_at=at)
    record("profile.record_held", subject=profile, actor=actor, at=at, clause="B.3.a/3", is_confidential=True)
    close_obligations(profile, at=at, kinds=[notices.ACKNOWLEDGE])
    return profile


@transaction.atomic
def change_persona(profile, *, persona, actor, at):
    """Identifiers as they are now; what they were is kept (S7). The account name changes only by a new profile."""
    profile = lock(profile)
    rules.may_change_persona(actor, profile).enforce()
    profile.persona, profile.version = _persona(persona), profile.version + 1
    profile.save(update_fields=["persona", "version"])
    _keep_version(profile, actor=actor, at=at)
    record("profile.persona_changed", subject=profile, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    return profile


def keep_file(profile, *, content, name, kind, actor, at, source=""):
    """A profile image with where it is from, or a proof: examined, sealed, kept for good. Raises evidence's Refused."""
    if kind == FileKind.IMAGE:
        needs_reason(source, _("Say where the image is from."))
    standing = standing_of(actor, at=at)
    if not rules.is_holder(actor, profile) and not rules.is_supervisor(actor, profile.authorization, standing):
        no(_("Only the person authorized to access the account, or the supervisor, does this."), "B.3.a").enforce()
    file = keep(content, name=name, most_bytes=standing.settings["upload_max_mb"] * MEGABYTE, actor=actor, at=at)
    with transaction.atomic():
        kept = KeptFile(authorization=profile.authorization, profile=profile, kind=kind, file=file,
                        source=source or None, kept_by=actor, kept_at=at)  # fmt: skip
        kept.save()
        record("profile.file_kept", subject=profile, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    return kept


@transaction.atomic
def hand_over(profile, *, person, reason, actor, at):
    """Another authorized person by a new approval of the supervisor; a new account record, the history kept (Q4)."""
    profile = lock(profile)
    rules.may_hand_over(
        actor, profile, person, basis=basis_now(person, local_day(at)), standing=standing_of(actor, at=at)
    ).enforce()
    needs_reason(reason, _("Say why the account goes to another person."))
    before = ProfileHolder.objects.select_for_update().get(profile=profile, until=None)
    before.until = at
    before.save(update_fields=["until"])
    ProfileHolder(profile=profile, person=person, approved_by=actor, since=at, reason=reason).save()
    authorization = profile.authorization
    others = ProfileHolder.objects.filter(profile__authorization=authorization, person=before.person, until=None)
    if not others.exists():  # else they go on with another account of it
        Assignment.objects.filter(authorization=authorization, person=before.person, ended_at=None).update(ended_at=at)
    if person.pk != authorization.investigator_id:
        Assignment.objects.get_or_create(authorization=authorization, person=person, ended_at=None,
                                         defaults={"assigned_by": actor, "assigned_at": at})  # fmt: skip
    profile.version += 1
    profile.save(update_fields=["version"])
    record("profile.handed_over", subject=profile, actor=actor, at=at, clause="B.3.a", is_confidential=True)
    _write_record(profile, person, at=at)
    notices.tell([person, before.person], profile, "handed_over", _("A confidential item has changed"), at=at)
    return profile


def rest(profile, *, actor, at):
    return _use(profile, ProfileAct.REST, ProfileState.DORMANT, actor=actor, at=at)


def wake(profile, *, actor, at):
    return _use(profile, ProfileAct.WAKE, ProfileState.IN_USE, actor=actor, at=at)


@transaction.atomic
def wind_down(profile, *, actor, at):
    """No longer needed though the authorization goes on."""
    profile = _use(profile, ProfileAct.WIND_DOWN, ProfileState.TO_DEACTIVATE, actor=actor, at=at)
    return _call_for_deactivation(profile, at=at)


@transaction.atomic
def compromise(profile, *, compromised_on, note, actor, at):
    """Somebody knows it, or may: its use stops at once, Legal is told, and it is to be deactivated."""
    needs_reason(note, _("Say what happened."))
    if compromised_on > local_day(at):
        no(_("This day has not come yet.")).enforce()
    profile = _use(profile, ProfileAct.COMPROMISE, ProfileState.COMPROMISED, actor=actor, at=at,
                   compromised_on=compromised_on, compromise_note=note)  # fmt: skip
    notices.call_legal(profile.authorization, "compromised", _("A confidential account was compromised"), at=at,
                       subject=profile)  # fmt: skip
    return _call_for_deactivation(profile, at=at)


@transaction.atomic
def _use(profile, act, to, *, actor, at, **fields):
    profile = lock(profile)
    rules.may_use(act, actor, profile, standing_of(actor, at=at)).enforce()
    return transition(profile, to, act=act, actor=actor, at=at, clause="B.3.a", is_confidential=True, **fields)


@transaction.atomic
def give_up(profile, *, actor, at):
    """No account was created under this grant."""
    profile = lock(profile)
    rules.may_give_up(actor, profile, standing_of(actor, at=at)).enforce()
    transition(profile, ProfileState.NOT_CREATED, act=ProfileAct.GIVE_UP, actor=actor, at=at, clause="B.3.a",
               is_confidential=True)  # fmt: skip
    close_obligations(profile, at=at)
    return profile


def _call_for_deactivation(profile, *, at):
    day = local_day(at)
    profile.deactivate_by = add_business_days(day, settings_now()["profile_deactivation_due"])
    profile.save(update_fields=["deactivate_by"])
    open_obligation(notices.DEACTIVATE, subject=profile, anchor_on=day, due_on=profile.deactivate_by, at=at,
                    period=next_period(notices.DEACTIVATE, profile))  # fmt: skip
    return profile


@transaction.atomic
def deactivate(profile, *, deactivated_on, note, actor, at):
    """The account is closed at the site, with proof: a kept file, or words that say how one can tell."""
    profile = lock(profile)
    rules.may_use(ProfileAct.DEACTIVATE, actor, profile, standing_of(actor, at=at)).enforce()
    if not profile.created_on <= deactivated_on <= local_day(at):
        no(_("Enter a day between the creation of the profile and today.")).enforce()
    if not profile.files.filter(kind=FileKind.PROOF).exists():
        needs_reason(note, _("Add a proof, such as a screenshot, or say how one can tell that it is closed."))
    was_late = profile.deactivate_by is not None and local_day(at) > profile.deactivate_by
    review_due_on = add_business_days(local_day(at), settings_now()["legal_profile_review_first"])
    transition(profile, ProfileState.DEACTIVATED, act=ProfileAct.DEACTIVATE, actor=actor, at=at, clause="B.3.a",
               is_confidential=True, deactivated_on=deactivated_on, deactivated_by=actor,
               deactivation_note=note or None, review_due_on=review_due_on)  # fmt: skip
    ProfileHolder.objects.filter(profile=profile, until=None).update(until=at)
    close_obligations(profile, at=at)
    open_obligation(notices.PROFILE_REVIEW, subject=profile, anchor_on=local_day(at), due_on=review_due_on, at=at,
                    period=next_period(notices.PROFILE_REVIEW, profile))  # fmt: skip
    if was_late:
        issues.open_issue(profile.authorization, IssueKind.NOT_DEACTIVATED, clause="B.3.a", person=actor,
                          statement=_("The profile was deactivated after its target day."), at=at)  # fmt: skip
    return profile


def wind_down_all(authorization, *, at):
    """The authorization ended: every profile is to be deactivated; one that was never created is given up (7.3)."""
    for profile in InvestigationProfile.objects.filter(authorization=authorization, state=ProfileState.GRANTED):
        transition(profile, ProfileState.NOT_CREATED, act=ProfileAct.GIVE_UP, actor="system", at=at, clause="B.3.a",
                   is_confidential=True)  # fmt: skip
        close_obligations(profile, at=at, met=False)
    for profile in InvestigationProfile.objects.filter(authorization=authorization, state__in=HELD):
        transition(profile, ProfileState.TO_DEACTIVATE, act=ProfileAct.WIND_DOWN, actor="system", at=at,
                   clause="B.3.a", is_confidential=True)  # fmt: skip
        _call_for_deactivation(profile, at=at)


def review_kind(profile):
    if profile.state == ProfileState.DEACTIVATED:
        return ReviewKind.DEACTIVATION
    return ReviewKind.PERIODIC if profile.reviews.exists() else ReviewKind.FIRST
