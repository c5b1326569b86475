"""What a written release covers, and from when no guardian is needed: rules alone (B.1.h; A12)."""

import datetime
from types import SimpleNamespace

import pytest

from pulse_moderation.choices import GuardianCapacity, GuardianNeeded, Material, ReleaseUse, Shown
from pulse_moderation.models import YouthRelease
from pulse_moderation.rules import releases as rules
from pulse_moderation.rules.releases import Depicted, age_on, covers, guardian_needed
from pulse_moderation.states import ReleaseState

SIGNED = datetime.date(2026, 5, 1)
POSTED = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)
KOA, TAVI = SimpleNamespace(pk=1), SimpleNamespace(pk=2)


def release(youth=KOA, **changed):
    return YouthRelease(
        **{
            "state": ReleaseState.VERIFIED,
            "youth_id": youth.pk,
            "document_id": 1,
            "material_kinds": [Material.ART, Material.PHOTO],
            "allowed_uses": [ReleaseUse.PULSE],
            "may_show_first_name": True,
            "may_show_face": True,
            "youth_signed_on": SIGNED,
            "guardian_needed": GuardianNeeded.YES,
            "guardian_name": "Marta Benningfield",
            "guardian_capacity": GuardianCapacity.PARENT,
            "guardian_signed_on": SIGNED,
            "valid_from": SIGNED,
            "valid_to": SIGNED + 365 * DAY,
        }
        | changed
    )


def post(**changed):
    return Depicted(
        **{"posted_on": POSTED, "kinds": frozenset({Material.ART}), "shows": frozenset({Shown.FIRST_NAME})} | changed
    )


def answer(one=None, shown=None, youths=(KOA,), others=(), day=POSTED):
    return covers(shown or post(), [one or release(), *others], list(youths), day=day)


@pytest.mark.clause("B.1.h/2")
def test_a_release_for_this_material_and_pulse_signed_in_advance_by_all_covers_a_post():
    assert answer()


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"document_id": None}, "not verified"),
        ({"state": ReleaseState.UPLOADED}, "not verified"),
        ({"youth_signed_on": POSTED + DAY, "valid_from": SIGNED}, "after the post"),
        ({"guardian_signed_on": POSTED + DAY}, "after the post"),
        ({"material_kinds": [Material.VIDEO]}, "kind of material"),
        ({"allowed_uses": [ReleaseUse.PRINT]}, "DYS Pulse"),
        ({"state": ReleaseState.REVOKED}, "revoked"),
        ({"state": ReleaseState.EXPIRED}, "expired"),
        ({"valid_to": POSTED - DAY}, "expired"),
        ({"valid_from": POSTED + DAY}, "not valid on the day"),
        ({"guardian_name": None}, "parent or guardian"),
        ({"may_show_first_name": False}, "name, face or voice"),
    ],
)
def test_each_thing_amiss_alone_refuses_the_post(changed, word):
    verdict = answer(release(**changed))

    assert not verdict
    assert word in str(verdict.reason)
    assert verdict.clause == "B.1.h"


@pytest.mark.clause("B.1.h/2")
def test_a_second_youth_without_a_release_refuses_the_post():
    both = [KOA, TAVI]

    assert not answer(youths=both)
    assert answer(youths=both, others=[release(TAVI)])
    assert not answer(youths=both, others=[release(TAVI, state=ReleaseState.REVOKED)])


def test_more_youth_than_have_a_release_are_not_covered():
    assert not answer(shown=post(youth_count=2))
    assert not answer(youths=())


def test_one_of_two_releases_of_a_youth_is_enough():
    assert answer(release(state=ReleaseState.REVOKED), others=[release()])


def test_a_release_signed_on_the_day_of_the_post_is_in_advance():
    assert answer(release(youth_signed_on=POSTED, guardian_signed_on=POSTED, valid_from=POSTED))


def test_a_name_goes_with_the_material_only_if_the_release_says_so():
    full = post(shows=frozenset({Shown.FULL_NAME}))

    assert not answer(shown=full)
    assert answer(release(may_show_full_name=True), full)
    assert answer(release(may_show_first_name=False, may_show_full_name=True), post())


def test_what_was_valid_when_posted_but_has_ended_lets_nothing_be_shown_anew():
    assert not answer(day=SIGNED + 366 * DAY)


@pytest.mark.clause("B.1.h/2")
def test_the_eighteenth_birthday_is_the_first_day_without_a_guardian():
    born = datetime.date(2008, 5, 4)

    assert guardian_needed(born, datetime.date(2026, 5, 3)) == GuardianNeeded.YES
    assert guardian_needed(born, datetime.date(2026, 5, 4)) == GuardianNeeded.ADULT
    assert guardian_needed(born, datetime.date(2026, 5, 5)) == GuardianNeeded.ADULT


def test_who_was_born_on_a_leap_day_is_eighteen_on_the_first_of_march():
    born = datetime.date(2008, 2, 29)

    assert age_on(born, datetime.date(2026, 2, 28)) == 17
    assert age_on(born, datetime.date(2026, 3, 1)) == 18


def test_dates_that_cannot_be_are_named_at_their_field():
    today = POSTED
    facts = {"youth_signed_on": today, "guardian_signed_on": today, "valid_from": today, "valid_to": today}

    def wrong(**changed):
        return set(rules.wrong_facts(facts | changed, today=today, longest=365))

    assert wrong() == set()
    assert wrong(youth_signed_on=today + DAY, valid_from=None) == {"youth_signed_on"}
    assert wrong(guardian_signed_on=today + DAY, valid_from=None) == {"guardian_signed_on"}
    assert wrong(valid_from=today - DAY) == {"valid_from"}
    assert wrong(valid_to=today - DAY) == {"valid_to"}
    assert wrong(valid_to=today + 365 * DAY) == set()
    assert wrong(valid_to=today + 366 * DAY) == {"valid_to"}


@pytest.mark.parametrize("text", ["DYS caseworker", "Provider staff", "for Youth Services", "program director"])
def test_staff_is_no_other_guardian_in_words_either(text):
    facts = {"guardian_capacity": GuardianCapacity.OTHER, "guardian_capacity_text": text}

    assert "guardian_capacity_text" in rules.wrong_facts(facts, today=POSTED, longest=365)


def test_another_guardian_says_as_what_they_sign():
    facts = {"guardian_capacity": GuardianCapacity.OTHER}

    assert "guardian_capacity_text" in rules.wrong_facts(facts, today=POSTED, longest=365)
    facts["guardian_capacity_text"] = "Grandmother, by power of attorney"
    assert rules.wrong_facts(facts, today=POSTED, longest=365) == {}
