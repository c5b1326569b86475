"""A release counts once a second person verified it: every check of A12, by service and by the database (B.1.h)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Notice, Obligation
from notifications.states import ObligationState
from people.roles import Role
from pulse_moderation.choices import GuardianCapacity, GuardianNeeded, Material, ReleaseUse
from pulse_moderation.models import YouthRelease
from pulse_moderation.notices.releases import EXPIRY
from pulse_moderation.services import release_decisions, releases
from pulse_moderation.states import ReleaseState
from tests.factories.people import UserFactory, YouthFactory
from tests.factories.releases import DAY, NO_GUARDIAN, drafted, facts, uploaded, verified
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.usefixtures("vault")


def signed(on, **changed):
    return {"youth_signed_on": on, "valid_from": on, "valid_to": on + 300 * DAY} | changed


def verify(release, cast, now):
    return release_decisions.verify(release, actor=cast.lucinda, at=now)


@pytest.mark.clause("B.1.h/2")
def test_a_second_person_verifies_and_the_uploader_is_told_quietly(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)

    verify(release, cast, now)

    release.refresh_from_db()
    assert (release.state, release.verified_by, release.youth_age_at_signing) == ("verified", cast.lucinda, 16)
    told = Notice.objects.get(recipient=cast.dana, kind="release.verified")
    assert release.number in told.title
    assert "Koa" not in told.title and release.number not in told.mail.subject + told.mail.body
    assert Obligation.objects.get(kind=EXPIRY).due_on == release.valid_to


def test_nobody_verifies_their_own(cast, now):
    release = uploaded(cast.koa, by=cast.lucinda, at=now)

    with pytest.raises(NotAllowed, match="second person"):
        release_decisions.verify(release, actor=cast.lucinda, at=now)
    with pytest.raises(NotAllowed, match="second person"):
        release_decisions.reject(release, reason="No.", actor=cast.lucinda, at=now)
    assert release_decisions.verify(release, actor=cast.bram, at=now).state == ReleaseState.VERIFIED


def test_somebody_without_a_part_in_moderation_verifies_nothing(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)

    for person in (cast.mateo, cast.beatrix, cast.ines):
        with pytest.raises(NotAllowed, match="moderator"):
            release_decisions.verify(release, actor=person, at=now)


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (NO_GUARDIAN, "no parent or guardian signed"),
        ({"guardian_signed_on": None}, "no parent or guardian signed"),
        ({"allowed_uses": [ReleaseUse.PRINT]}, "DYS Pulse"),
        ({"guardian_name": "Beatrix  nwosu"}, "works for DYS"),
    ],
)
def test_each_check_that_is_not_met_refuses_it(cast, now, changed, words):
    release = uploaded(cast.koa, by=cast.dana, at=now, **changed)

    with pytest.raises(NotAllowed, match=words):
        verify(release, cast, now)
    release.refresh_from_db()
    assert release.state == ReleaseState.UPLOADED


def test_what_has_ended_before_anybody_looked_is_not_verified(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)

    with pytest.raises(NotAllowed, match="over"):
        verify(release, cast, now + 400 * DAY)


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize("capacity", [one for one in GuardianCapacity if one != GuardianCapacity.OTHER])
def test_a_guardian_of_any_capacity_but_staff_signs_for_who_is_under_18(cast, now, capacity):
    release = uploaded(cast.koa, by=cast.dana, at=now, guardian_capacity=capacity)

    assert verify(release, cast, now).state == ReleaseState.VERIFIED


@pytest.mark.clause("B.1.h/2")
def test_the_day_before_the_eighteenth_birthday_needs_a_guardian_and_the_birthday_does_not(cast, now):
    youth = YouthFactory(born_on=datetime.date(2008, 5, 4).isoformat(), worksite=cast.sites["harborview"])
    before = uploaded(youth, by=cast.dana, at=now, **NO_GUARDIAN, **signed(datetime.date(2026, 5, 3)))
    birthday = uploaded(youth, by=cast.dana, at=now, **NO_GUARDIAN, **signed(datetime.date(2026, 5, 4)))

    assert (before.guardian_needed, before.youth_age_at_signing) == (GuardianNeeded.YES, 17)
    with pytest.raises(NotAllowed, match="under 18"):
        verify(before, cast, now)
    assert (birthday.guardian_needed, birthday.youth_age_at_signing) == (GuardianNeeded.ADULT, 18)
    assert verify(birthday, cast, now).state == ReleaseState.VERIFIED


def test_a_birth_date_put_right_meanwhile_counts(cast, now):
    youth = YouthFactory(born_on=datetime.date(2007, 5, 4).isoformat(), worksite=cast.sites["harborview"])
    release = uploaded(youth, by=cast.dana, at=now, **NO_GUARDIAN)
    youth.born_on = datetime.date(2010, 5, 4).isoformat()
    youth.save(update_fields=["born_on"])

    with pytest.raises(NotAllowed, match="under 18"):
        verify(YouthRelease.objects.get(pk=release.pk), cast, now)


def test_legal_finds_that_no_guardian_is_needed_and_nobody_else_does(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now, **NO_GUARDIAN)

    with pytest.raises(NotAllowed, match="Legal Unit"):
        release_decisions.waive_guardian(release, reason="Emancipated.", actor=cast.lucinda, at=now)
    with pytest.raises(NotAllowed, match="reason"):
        release_decisions.waive_guardian(release, reason=" ", actor=cast.priya, at=now)
    release_decisions.waive_guardian(release, reason="Emancipated by the court.", actor=cast.priya, at=now)

    assert verify(release, cast, now).guardian_needed == GuardianNeeded.WAIVED


def test_who_read_it_before_the_waiver_decides_on_a_stale_page(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)
    seen = YouthRelease.objects.get(pk=release.pk)
    release_decisions.waive_guardian(release, reason="Emancipated.", actor=cast.priya, at=now)

    with pytest.raises(Stale):
        verify(seen, cast, now)


def test_of_two_who_decide_the_second_is_told(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)
    seen = YouthRelease.objects.get(pk=release.pk)
    verify(release, cast, now)

    with pytest.raises(Stale):
        release_decisions.reject(seen, reason="A page is missing.", actor=cast.bram, at=now)


def test_the_last_day_is_announced_and_then_it_expires_once(cast, now):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)

    assert release_decisions.expire_due(release.valid_to, at=now) == []
    assert len(release_decisions.expire_due(release.valid_to + DAY, at=now)) == 1
    assert release_decisions.expire_due(release.valid_to + DAY, at=now) == []
    assert Obligation.objects.get(kind=EXPIRY).state == ObligationState.MET
    assert Notice.objects.filter(recipient=cast.dana, kind="release.expired").count() == 1


# What the database refuses, whoever asks ---------------------------------------------------------------------------------


def refuses(name, release, **fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        YouthRelease.objects.filter(pk=release.pk).update(**fields)


def test_the_database_refuses_a_release_that_should_not_count(cast, now):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=now)
    signed_on = release.youth_signed_on

    refuses("release_is_verified_by_another", release, verified_by=cast.dana)
    refuses("release_guardian_signed_when_needed", release, guardian_signed_on=None)
    refuses("release_guardian_signed_when_needed", release, guardian_capacity="")
    refuses("release_guardian_is_no_staff", release, guardian_capacity="dys_staff")
    refuses("release_on_record_is_written_and_signed", release, document=None)
    refuses("release_verified_says_for_what", release, allowed_uses=[ReleaseUse.PRINT.value])
    refuses("release_verified_says_for_what", release, material_kinds=[])
    refuses("release_verified_says_for_what", release, verified_at=None)
    refuses("release_ends_after_it_begins", release, valid_to=signed_on - DAY)
    refuses("release_is_signed_in_advance", release, valid_from=signed_on - DAY)
    refuses("release_without_guardian_is_an_adults", release, guardian_needed=GuardianNeeded.ADULT)
    refuses("release_waiver_says_who_and_why", release, guardian_needed=GuardianNeeded.WAIVED)
    refuses("release_rejected_says_why", release, state=ReleaseState.REJECTED)
    refuses("release_revoked_says_by_whom", release, state=ReleaseState.REVOKED)
    refuses("release_state_known", release, state="lost")


def test_the_database_refuses_a_signature_of_tomorrow(cast, now):
    release = drafted(cast.koa, by=cast.dana, at=now)
    tomorrow = release.entered_on + DAY

    refuses("release_is_not_signed_in_the_future", release, youth_signed_on=tomorrow, valid_from=None)
    refuses("release_is_not_signed_in_the_future", release, guardian_signed_on=tomorrow, valid_from=None)
    with pytest.raises(NotAllowed, match="not come yet"):
        releases.edit(release, actor=cast.dana, at=now, **facts(at=now, youth_signed_on=tomorrow, valid_from=None))


def test_a_name_that_a_separated_person_had_is_no_hindrance(cast, now):
    gone = UserFactory(legal_first="Old", legal_last="Hand", worksite=cast.sites["central"], is_active=False)
    release = uploaded(cast.koa, by=cast.dana, at=now, guardian_name=gone.full_name)

    assert verify(release, cast, now).state == ReleaseState.VERIFIED


def test_a_release_of_other_material_is_verified_for_that(cast, now):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=now, material_kinds=[Material.AUDIO])

    assert release.material_kinds == ["audio"]
    assert cast.lucinda.has_role(Role.PULSE_MODERATOR)
