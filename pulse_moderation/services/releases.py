"""Entering a written release: begun, filled in, its document attached, handed in to be verified (B.1.h; domain 5.12)."""

import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services.numbers import next_number
from evidence.services import keep
from people.models import User
from policy.calendar import local_day
from policy.services import settings_now
from pulse_moderation.choices import GuardianNeeded
from pulse_moderation.models import YouthRelease
from pulse_moderation.notices import releases as notices
from pulse_moderation.rules import releases as rules
from pulse_moderation.states import ReleaseAct, ReleaseState
from workflow.errors import Stale
from workflow.moves import transition
from workflow.verdicts import no

CLAUSE = "B.1.h"
MEGABYTE = 1 << 20
FACTS = (
    "material_kinds",
    "description",
    "may_show_first_name",
    "may_show_full_name",
    "may_show_face",
    "may_show_voice",
    "allowed_uses",
    "youth_signed_on",
    "guardian_name",
    "guardian_capacity",
    "guardian_capacity_text",
    "guardian_signed_on",
    "valid_from",
    "valid_to",
)
SEALED = ("description", "guardian_name", "guardian_capacity_text")


@transaction.atomic
def begin(youth, *, form_key, actor, at):
    """A draft for this youth, whom the caller found within the actor's reach. The same form sent twice gives the same."""
    rules.may_begin(actor).enforce()
    release, is_new = YouthRelease.objects.get_or_create(
        uploaded_by=actor,
        form_key=form_key,
        defaults={"youth": youth, "entered_on": local_day(at), "created_at": at},
    )
    if is_new:
        record("release.begun", subject=release, actor=actor, at=at, clause=CLAUSE)
    return release


@transaction.atomic
def edit(release, *, actor, at, **facts):
    """Keep what was typed into a draft; days left empty follow from the signatures.

    Raises NotAllowed with the first sentence about facts that cannot be so, and Stale when it was handed in meanwhile.
    """
    if unknown := set(facts) - set(FACTS):
        raise ValueError(f"Not facts of a release: {sorted(unknown)}")
    _lock(release)
    rules.may_edit(actor, release).enforce()
    longest = settings_now()["release_validity_days"]
    for name, value in facts.items():
        setattr(release, name, (value or None) if name in SEALED else value)
    _fill_term(release, longest)
    for sentence in rules.wrong_facts(_typed(release), today=local_day(at), longest=longest).values():
        no(sentence, CLAUSE).enforce()
    _reckon_age(release)
    release.entered_on = local_day(at)
    release.save(update_fields=[*FACTS, "entered_on", "youth_age_at_signing", "guardian_needed"])
    return release


def _typed(release):
    return {name: getattr(release, name) for name in FACTS} | {
        "guardian_capacity_text": release.guardian_capacity_text.reveal()
    }


def _fill_term(release, longest):
    """Left empty, it is valid from the last signature on, for as long as the settings say."""
    if release.valid_from is None:
        release.valid_from = release.signed_on
    if release.valid_to is None and release.valid_from is not None:
        release.valid_to = release.valid_from + datetime.timedelta(days=longest)


def _reckon_age(release):
    """The age when the youth signed; a decision of the Legal Unit that no guardian is needed stands."""
    signed_on = release.youth_signed_on
    release.youth_age_at_signing = None if signed_on is None else max(rules.age_on(born_on(release), signed_on), 0)
    if release.guardian_needed == GuardianNeeded.WAIVED:
        return
    release.guardian_needed = (
        GuardianNeeded.YES if signed_on is None else rules.guardian_needed(born_on(release), signed_on)
    )


def add_document(release, content, *, name, actor, at):
    """Attach the signed paper to a draft; a newer one takes its place, and what was received stays in custody.

    Raises Refused with what to do instead.
    """
    rules.may_edit(actor, release).enforce()
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    with transaction.atomic():  # the file and its place, or neither
        file = keep(content, name=name, most_bytes=most_bytes, actor=actor, at=at)
        _lock(release)
        rules.may_edit(actor, release).enforce()
        release.document = file
        release.save(update_fields=["document"])
        facts = {"file": str(file.public_id)}
        record("release.document_added", subject=release, actor=actor, at=at, clause=CLAUSE, facts=facts)
    return file


@transaction.atomic
def submit(release, *, actor, at):
    """Hand in the draft: numbered, and from now on another person's to decide. Raises NotAllowed and Stale."""
    _lock(release)
    rules.may_submit(actor, release).enforce()
    transition(
        release,
        ReleaseState.UPLOADED,
        act=ReleaseAct.SUBMIT,
        actor=actor,
        at=at,
        clause=CLAUSE,
        facts={"file": str(release.document.public_id), "material": list(release.material_kinds)},
        number=release.number or next_number("REL", local_day(at).year),
        submitted_at=at,
    )
    notices.to_verify(release, at=at)
    return release


@transaction.atomic
def correct(release, *, actor, at):
    """Take a rejected release up again: a draft of whoever handed it in, with its number."""
    rules.may_correct(actor, release).enforce()
    return transition(release, ReleaseState.DRAFT, act=ReleaseAct.CORRECT, actor=actor, at=at, clause=CLAUSE)


def checks_of(release, *, at):
    """Every check of the verification, as things stand now."""
    return rules.checks(
        release, born_on=born_on(release), today=local_day(at), is_staff_name=_is_staff_name(release.guardian_name)
    )


def born_on(release):
    return datetime.date.fromisoformat(release.youth.born_on.reveal())


def _is_staff_name(name):
    """Whether somebody who works for DYS or a provider has this full name."""
    if not name:
        return False
    full = Lower(Concat(F("legal_first"), Value(" "), F("legal_last")))
    typed = Lower(Value(" ".join(name.reveal().split())))
    return User.objects.working().alias(full=full).filter(full=typed).exists()


def _lock(release):
    """Lock the row. Raises Stale when it moved since the caller read it."""
    locked = YouthRelease.objects.select_for_update().get(pk=release.pk)
    if (locked.state, locked.version) != (release.state, release.version):
        raise Stale(locked)
    return locked


def refuse_empty(reason):
    """Every decision against a release says why."""
    if not reason.strip():
        no(_("Give the reason."), CLAUSE).enforce()
