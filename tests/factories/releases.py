"""Written releases in any state, and posts that rely on them, made through the services people use."""

import uuid
from datetime import timedelta

from policy.calendar import local_day
from pulse_moderation.choices import GuardianCapacity, Material, ReleaseUse, RevokedBy, Shown
from pulse_moderation.services import release_decisions, releases, relying
from pulse_moderation.states import ReleaseState, State
from tests.evidence import pictures
from tests.factories.pulse import held, published, with_access, written

DAY = timedelta(days=1)


def facts(*, at, **changed):
    """Every answer of the form: signed ten days ago by the youth and a parent."""
    signed_on = local_day(at) - 10 * DAY
    return {
        "material_kinds": [Material.PHOTO, Material.ART],
        "description": "Art show in May.",
        "may_show_first_name": True,
        "may_show_full_name": False,
        "may_show_face": True,
        "may_show_voice": False,
        "allowed_uses": [ReleaseUse.PULSE],
        "youth_signed_on": signed_on,
        "guardian_name": "Marta Benningfield",
        "guardian_capacity": GuardianCapacity.PARENT,
        "guardian_capacity_text": "",
        "guardian_signed_on": signed_on,
        "valid_from": signed_on,
        "valid_to": signed_on + 300 * DAY,
    } | changed


NO_GUARDIAN = {"guardian_name": "", "guardian_capacity": "", "guardian_signed_on": None}


def drafted(youth, *, by, at, document=True, **changed):
    release = releases.begin(youth, form_key=uuid.uuid4(), actor=with_access(by), at=at)
    if document:
        releases.add_document(release, pictures.screenshot(), name="signed.png", actor=by, at=at)
    return releases.edit(release, actor=by, at=at, **facts(at=at, **changed))


def uploaded(youth, *, by, at, **changed):
    return releases.submit(drafted(youth, by=by, at=at, **changed), actor=by, at=at)


def verified(youth, *, by, verifier, at, **changed):
    return release_decisions.verify(uploaded(youth, by=by, at=at, **changed), actor=verifier, at=at)


def in_state(state, youth, *, by, verifier, at):
    """A release in any state, by the acts that lead there."""
    if state == ReleaseState.DRAFT:
        return drafted(youth, by=by, at=at)
    release = uploaded(youth, by=by, at=at)
    if state == ReleaseState.UPLOADED:
        return release
    if state == ReleaseState.REJECTED:
        return release_decisions.reject(release, reason="A page is missing.", actor=verifier, at=at)
    release = release_decisions.verify(release, actor=verifier, at=at)
    if state == ReleaseState.EXPIRED:
        release_decisions.expire_due(release.valid_to + DAY, at=at)
        release.refresh_from_db()
    if state == ReleaseState.REVOKED:
        release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, actor=verifier, at=at)
    return release


def posted(
    author, *, at, state=State.PUBLISHED, kinds=(Material.ART,), shows=(Shown.FIRST_NAME,), youth_count=1, by=()
):
    """A post of material of youth that relies on the releases `by`, and is shown, or held."""
    post = written(author, at=at, is_youth_material=True)
    for release in by:
        relying.link(post, release, actor=author, at=at)
    relying.say_what_it_shows(post, kinds=kinds, shows=shows, youth_count=youth_count, actor=author, at=at)
    return published(post, at=at) if state == State.PUBLISHED else held(post, at=at)
