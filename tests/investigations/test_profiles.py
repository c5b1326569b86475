"""Investigation profiles: one name, one person at a time, a record for each, an end with proof (B.3.a; domain 5.6, 7.4)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from authorizations.models import Platform, SocialMediaAccount
from authorizations.services.accounts import HandleConflict
from evidence.safety import Refused
from investigations.choices import Answer, FileKind, ReviewCheck
from investigations.models import (
    AccountRecord,
    ConfidentialIssue,
    InvestigationAuthorization,
    InvestigationProfile,
    ProfileHolder,
)
from investigations.services import course, profiles, reviews
from investigations.states import ProfileState, State
from notifications.models import Notice
from tests.evidence import pictures
from tests.factories import investigations as make
from tests.factories.authorizations import granted as supervision
from workflow.errors import NotAllowed
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def officers(cast):
    """Dana and Mateo are Apprehension Officers of Beatrix."""
    for person in (cast.dana, cast.mateo):
        person.job_title = "apprehension_officer"
        person.save()


@pytest.fixture
def leave(cast, officers, now):
    return make.granted(cast.dana, cast.koa, at=now)


@pytest.fixture
def profile(leave, now):
    return make.profile_in_use(leave, at=now)


def as_(actor, do, record, *, at, **details):
    """The act of one person, on the record as they read it now."""
    with acting_as(actor):
        record = InvestigationProfile.objects.with_people().get(pk=record.pk)
        return do(record, actor=actor, at=at, **details)


def another(leave, at):
    """A second profile of the same authorization, without an account yet."""
    investigator = leave.investigator
    with acting_as(investigator):
        return profiles.add_profile(leave, actor=investigator, at=at)


def account(handle, at, **details):
    details = {"platform": "instagram", "created_on": at.date(), "persona": {}} | details
    return details | {"platform": Platform.objects.get(slug=details["platform"]), "handle_entered": handle}


# Recording --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a/2")
@pytest.mark.clause("B.3.a/3")
def test_an_account_is_recorded_with_its_holder_its_record_and_its_first_review(cast, leave, profile, now):
    with acting_as(cast.beatrix):
        kept = InvestigationProfile.objects.get(pk=profile.pk)
        holder, record = kept.holders.get(), kept.records.get()
    assert kept.state == ProfileState.IN_USE
    assert (holder.person_id, holder.approved_by_id) == (cast.dana.pk, cast.beatrix.pk)
    assert record.content.reveal()["person"].startswith("Dana Okafor-Lane")
    assert record.content.reveal()["supervisor"].startswith("Beatrix Nwosu")
    assert record.content.reveal()["account"] == "Instagram – demo_quiet_heron"
    assert kept.review_due_on > now.date()


@pytest.mark.parametrize(
    "spelling", ["demo_quiet_heron", "@Demo_Quiet_Heron", "https://www.instagram.com/demo_quiet_heron/"]
)
def test_a_second_profile_on_one_name_is_refused_in_every_spelling(cast, leave, profile, now, spelling):
    second = another(leave, now)

    with acting_as(cast.dana):  # whoever catches the conflict lets the rest of the transaction stand
        second = InvestigationProfile.objects.with_people().get(pk=second.pk)
        with pytest.raises(HandleConflict):
            profiles.record_account(second, actor=cast.dana, at=now, **account(spelling, now))

    assert make.fresh(second, cast.dana).state == ProfileState.GRANTED
    assert Notice.objects.filter(recipient=cast.priya, kind="confidential.conflict").exists()


def test_another_name_on_the_same_site_is_taken(cast, leave, profile, now):
    second = another(leave, now)

    as_(cast.dana, profiles.record_account, second, at=now, **account("demo_second", now))

    assert make.fresh(second, cast.dana).state == ProfileState.IN_USE


def test_the_name_of_a_supervision_account_is_refused(cast, leave, now):
    supervision(cast.juniper, cast.tavi, at=now, handle="demo_juniper")
    assert SocialMediaAccount.objects.exists()

    with pytest.raises(HandleConflict):
        as_(cast.dana, profiles.record_account, _granted(leave), at=now, **account("demo_juniper", now, platform="x"))
    as_(cast.dana, profiles.record_account, _granted(leave), at=now, **account("demo_free", now, platform="x"))


@pytest.mark.clause("B.3.a/2")
def test_a_profile_dated_before_its_grant_or_in_the_future_is_refused(cast, leave, now):
    waiting = _granted(leave)

    for day in (now.date() - DAY, now.date() + DAY):
        with pytest.raises(NotAllowed):
            as_(cast.dana, profiles.record_account, waiting, at=now, **account("demo_x", now, created_on=day))
    as_(cast.dana, profiles.record_account, waiting, at=now, **account("demo_x", now, created_on=now.date()))


def test_only_the_investigator_records_it_and_only_while_the_authorization_is_active(cast, leave, now):
    waiting = _granted(leave)
    with pytest.raises(NotAllowed):
        as_(cast.beatrix, profiles.record_account, waiting, at=now, **account("demo_x", now))
    with acting_as(cast.beatrix):
        course.suspend(_known(leave), reason="A doubt", actor=cast.beatrix, at=now)

    with pytest.raises(NotAllowed):
        as_(cast.dana, profiles.record_account, waiting, at=now, **account("demo_x", now))


def test_no_part_of_a_persona_can_hold_a_password(cast, leave, now):
    with pytest.raises(TypeError):
        as_(cast.dana, profiles.record_account, _granted(leave), at=now,
            **account("demo_x", now, persona={"password": "hunter2"}))  # fmt: skip


def _granted(leave):
    with acting_as(leave.investigator):
        return leave.profiles.get(state=ProfileState.GRANTED)


def _known(leave):
    return InvestigationAuthorization.objects.with_people().get(pk=leave.pk)


# One person at a time ---------------------------------------------------------------------------------------------------


def test_the_database_refuses_a_second_holder(cast, profile, now):
    with acting_as(cast.beatrix), pytest.raises(IntegrityError), transaction.atomic():
        ProfileHolder.objects.create(profile=profile, person=cast.mateo, approved_by=cast.beatrix, since=now)

    with acting_as(cast.beatrix):
        assert profile.holders.filter(until=None).count() == 1


def test_a_hand_over_keeps_the_history_and_writes_a_new_record(cast, profile, now):
    as_(cast.beatrix, profiles.hand_over, profile, at=now + DAY, person=cast.mateo, reason="Dana is on leave.")

    with acting_as(cast.mateo):  # who may know of it from now on
        kept = InvestigationProfile.objects.get(pk=profile.pk)
        held = [(row.person_id, row.until is None) for row in kept.holders.all()]
        names = [row.content.reveal()["person"].split(",")[0] for row in kept.records.all()]
    assert held == [(cast.dana.pk, False), (cast.mateo.pk, True)]
    assert names == ["Mateo Rivard", "Dana Okafor-Lane"]


def test_a_hand_over_needs_the_supervisor_and_one_of_the_same_staff(cast, profile, now):
    cast.juniper.job_title = "apprehension_officer"
    cast.juniper.save()
    refused = [(cast.dana, cast.mateo), (cast.priya, cast.mateo), (cast.beatrix, cast.beatrix),
               (cast.beatrix, cast.dana), (cast.beatrix, cast.juniper), (cast.beatrix, cast.ottilie)]  # fmt: skip

    for actor, person in refused:
        with pytest.raises(NotAllowed):
            as_(actor, profiles.hand_over, profile, at=now, person=person, reason="A reason")
    as_(cast.beatrix, profiles.hand_over, profile, at=now, person=cast.mateo, reason="A reason")


@pytest.mark.clause("B.3.a/3")
def test_the_supervisor_alone_holds_the_record_and_nobody_changes_it(cast, profile, now):
    for person in (cast.dana, cast.priya):
        with pytest.raises(NotAllowed):
            as_(person, profiles.acknowledge_record, profile, at=now)
    as_(cast.beatrix, profiles.acknowledge_record, profile, at=now)

    with acting_as(cast.beatrix):
        assert profile.records.get().acknowledged_by_id == cast.beatrix.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountRecord.objects.filter(profile=profile).update(sha256="0" * 64)


def test_identifiers_change_and_what_they_were_is_kept(cast, profile, now):
    as_(cast.dana, profiles.change_persona, profile, at=now + DAY, persona={"display_name": "Wren Heron"})

    with acting_as(cast.dana):
        kept = InvestigationProfile.objects.get(pk=profile.pk)
        names = [row.content.reveal()["display_name"] for row in kept.persona_versions.all()]
    assert kept.persona.reveal()["display_name"] == "Wren Heron"
    assert names == ["Wren Heron", "Robin Heron"]


def test_nobody_but_the_holder_changes_identifiers(cast, profile, now):
    for person in (cast.beatrix, cast.priya):
        with pytest.raises(NotAllowed):
            as_(person, profiles.change_persona, profile, at=now, persona={})


# Files and the end ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vault")
def test_an_image_says_where_it_is_from(cast, profile, now):
    image = {"content": pictures.screenshot(), "name": "me.png", "kind": FileKind.IMAGE}
    with pytest.raises(NotAllowed):
        as_(cast.dana, profiles.keep_file, profile, at=now, **image)
    with pytest.raises(Refused):
        as_(cast.dana, profiles.keep_file, profile, at=now, **image | {"content": b"<svg/>", "source": "Drawn"})

    kept = as_(cast.dana, profiles.keep_file, profile, at=now, source="Drawn for this", **image)

    assert kept.source.reveal() == "Drawn for this"


def test_it_is_closed_with_a_proof_or_with_words_on_a_day_of_its_life(cast, profile, now):
    as_(cast.dana, profiles.wind_down, profile, at=now)
    wrong = [{"deactivated_on": now.date(), "note": ""}, {"deactivated_on": now.date() - DAY, "note": "Gone"},
             {"deactivated_on": now.date() + DAY, "note": "Gone"}]  # fmt: skip

    for details in wrong:
        with pytest.raises(NotAllowed):
            as_(cast.dana, profiles.deactivate, profile, at=now, **details)
    as_(cast.dana, profiles.deactivate, profile, at=now, deactivated_on=now.date(), note="The page says it is gone.")

    kept = make.fresh(profile, cast.beatrix)
    assert (kept.state, kept.deactivated_by_id) == (ProfileState.DEACTIVATED, cast.dana.pk)


def test_closed_too_late_opens_an_issue(cast, profile, now):
    as_(cast.dana, profiles.wind_down, profile, at=now)

    as_(cast.dana, profiles.deactivate, profile, at=now + 20 * DAY, deactivated_on=now.date(), note="Gone")

    with acting_as(cast.priya):
        assert ConfidentialIssue.objects.get().kind == "not_deactivated"


def test_a_name_stays_claimed_after_the_end(cast, leave, profile, now):
    as_(cast.dana, profiles.wind_down, profile, at=now)
    as_(cast.dana, profiles.deactivate, profile, at=now, deactivated_on=now.date(), note="Gone")

    with pytest.raises(HandleConflict):
        as_(cast.dana, profiles.record_account, another(leave, now), at=now, **account("demo_quiet_heron", now))


def test_a_compromised_account_stops_and_legal_is_told(cast, profile, now):
    as_(cast.dana, profiles.compromise, profile, at=now, compromised_on=now.date(), note="A youth asked who it is.")

    kept = make.fresh(profile, cast.dana)
    assert kept.state == ProfileState.COMPROMISED
    assert kept.deactivate_by is not None
    assert Notice.objects.filter(recipient=cast.priya, kind="confidential.compromised").exists()
    with pytest.raises(NotAllowed):
        as_(cast.dana, profiles.wake, profile, at=now)


# Legal's review ---------------------------------------------------------------------------------------------------------


def test_who_investigates_supervises_granted_or_holds_is_not_offered_the_review(cast, officers, now):
    mine = make.profile_in_use(make.granted(cast.leona, cast.koa, at=now), at=now)  # Imogen supervises and granted it
    other = make.profile_in_use(make.granted(cast.dana, cast.koa, at=now), at=now, handle="demo_other")
    assert _waiting(cast.priya) == {mine.pk, other.pk}
    assert _waiting(cast.imogen) == {other.pk}

    as_(cast.imogen, profiles.hand_over, mine, at=now, person=cast.priya, reason="Leona is on leave.")

    assert _waiting(cast.priya) == {other.pk}
    for person in (cast.imogen, cast.priya):
        with pytest.raises(NotAllowed):
            make.reviewed(make.fresh(mine, person), by=person, at=now)


def _waiting(person):
    with acting_as(person):
        return set(reviews.waiting(person).values_list("pk", flat=True))


def test_concurring_needs_every_check_answered_with_yes(cast, profile, now):
    answers = {check: Answer.YES for check in ReviewCheck.values}
    doubts = answers | {ReviewCheck.MEETINGS: Answer.UNKNOWN}
    refused = [(doubts, "concur", ""), (doubts, "conditions", " "), ({}, "concur", ""), (answers, "close", "")]

    for given, result, conditions in refused:
        with pytest.raises(NotAllowed):
            as_(cast.priya, reviews.review, profile, at=now, answers=given, result=result, conditions=conditions)
    row = as_(cast.priya, reviews.review, profile, at=now, answers=answers, result="concur")

    kept = make.fresh(profile, cast.priya)
    assert (kept.legal_reviewer_id, kept.review_due_on) == (cast.priya.pk, row.next_due_on)


@pytest.mark.parametrize(("result", "state"), [("suspend", State.SUSPENDED), ("close", State.CLOSED)])
def test_the_result_is_carried_out(cast, leave, profile, now, result, state):
    make.reviewed(profile, by=cast.priya, at=now, result=result, conditions="Stop until the meeting is held.")

    assert make.fresh(leave, cast.dana).state == state


def test_what_the_portal_holds_is_one_question(cast, profile, now, django_assert_num_queries):
    as_(cast.beatrix, profiles.acknowledge_record, profile, at=now)
    make.reviewed(profile, by=cast.priya, at=now)

    with acting_as(cast.priya), django_assert_num_queries(1):
        held = reviews.what_is_held(profile)

    assert (held["held_by"], held["held_at"]) == ("Beatrix Nwosu", now)
    assert (held["meetings"], held["contacts"], held["contacts_outside"], held["captures"]) == (0, 0, 0, 0)
    assert (held["last_result"], held["meeting_due_on"] > now.date()) == ("concur", True)
