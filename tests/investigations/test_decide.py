"""Who may ask, who decides, when the Legal Unit concurs (B.3, B.3.a, B.3.d; domain 4.5, 5.5, 7.3; A2, A5)."""

import datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from authorizations.models import JJEMSNote, SupervisionAuthorization
from authorizations.services.accounts import HandleConflict
from investigations import rules
from investigations.choices import Basis, Level
from investigations.models import InvestigationAuthorization, InvestigationProfile
from investigations.services import decisions, people, requests
from investigations.services.standing import standing_of
from investigations.states import State
from people.models import Delegation
from people.services import change_person, set_employment_status, set_supervisor
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from policy.settings_table import SETTINGS
from tests.factories import authorizations as make_supervision
from tests.factories import investigations as make
from workflow.errors import NotAllowed
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def officer(cast):
    """Dana as an Apprehension Officer; Beatrix supervises."""
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save(update_fields=["job_title"])
    return cast.dana


# Who may ask


@pytest.mark.clause("B.3/0")
def test_only_those_the_policy_names_find_the_form(cast, as_user, officer):
    found = {name: as_user(getattr(cast, name)).get("/investigations/new/").status_code for name in (
        "leona", "priya", "dana", "mateo", "beatrix", "hollis", "bram", "ines", "ottilie")}  # fmt: skip

    assert found == {"leona": 200, "priya": 200, "dana": 200, "mateo": 404, "beatrix": 404, "hollis": 404, "bram": 404,
                     "ines": 404, "ottilie": 404}  # fmt: skip


@pytest.mark.clause("B.3/0")
def test_a_designee_may_ask_for_as_long_as_the_designation_lasts(cast, as_user, now):
    make.designated(cast.mateo, by=cast.leona, at=now, days=3)

    for at, is_open in ((now, True), (now + 3 * DAY, True), (now + 4 * DAY, False)):
        with acting_as(cast.mateo):
            standing = standing_of(cast.mateo, at=at, asks=True)
        assert bool(rules.may_begin(cast.mateo, standing.designation)) is is_open


@pytest.mark.parametrize("name", ["beatrix", "bram", "hollis", "mateo"])
def test_nobody_else_designates(cast, now, name):
    with pytest.raises(NotAllowed):
        make.designated(cast.mateo, by=getattr(cast, name), at=now)


def test_nobody_designates_themselves(cast, now):
    with pytest.raises(NotAllowed):
        make.designated(cast.leona, by=cast.leona, at=now)


# Who decides


@pytest.mark.clause("B.3.a/1")
@pytest.mark.parametrize(
    ("name", "is_allowed"),
    [("beatrix", True), ("dana", False), ("hollis", False), ("noor", False), ("priya", False), ("imogen", False),
     ("bram", False), ("leona", False), ("rolf", False)],
)  # fmt: skip
def test_the_supervisor_of_record_decides_and_nobody_else(cast, officer, now, name, is_allowed):
    asked = make.submitted(officer, cast.koa, at=now)
    person = getattr(cast, name)
    late = now + 30 * DAY  # nobody further up steps in, however late it is
    with acting_as(person):
        verdict = rules.may_decide(person, asked, standing_of(person, at=late))

    assert bool(verdict) is is_allowed


def test_a_delegate_decides_once_legal_has_confirmed_them(cast, officer, now):
    asked = make.submitted(officer, cast.koa, at=now)
    day = local_day(now)
    delegation = Delegation.objects.create(
        supervisor=cast.beatrix, delegate=cast.noor, from_on=day, to_on=day, reason="Leave", created_at=now
    )

    def may_decide():
        with acting_as(cast.noor):
            sees = InvestigationAuthorization.objects.visible_to(cast.noor, day).filter(pk=asked.pk).exists()
            return sees and bool(rules.may_decide(cast.noor, asked, standing_of(cast.noor, at=now)))

    assert not may_decide()
    with acting_as(cast.priya):
        people.confirm_delegate(delegation, actor=cast.priya, at=now)
    with acting_as(cast.noor):
        assert rules.may_decide(cast.noor, asked, standing_of(cast.noor, at=now))


def _grant(asked, person, at, **details):
    """As they find it: who may not know of it finds nothing to decide."""
    with acting_as(person):
        found = InvestigationAuthorization.objects.with_people().get(pk=asked.pk)
        details = {"expires_on": found.requested_to, "signature": person.full_name, **details}
        return decisions.grant(found, actor=person, at=at, **details)


def _delegate(first=-1, last=1, *, is_confirmed=True, is_ended=False):
    """Noor decides for Beatrix, from and to in days from today: the database counts them by its own clock."""

    def arrange(cast, asked, at):
        day = local_day(at)
        row = Delegation.objects.create(
            supervisor=cast.beatrix, delegate=cast.noor, from_on=day + first * DAY, to_on=day + last * DAY,
            reason="Leave", created_at=at, ended_at=None,
        )  # fmt: skip
        if is_confirmed:
            with acting_as(cast.priya):
                people.confirm_delegate(row, actor=cast.priya, at=at)
        if is_ended:
            Delegation.objects.filter(pk=row.pk).update(ended_at=at)
        return cast.noor

    return arrange


def _supervisor(status):
    def arrange(cast, asked, at):
        set_employment_status(cast.beatrix, status, actor=cast.bram, at=at, day=local_day(at))
        return cast.beatrix

    return arrange


def _placed_under(name, *, who):
    def arrange(cast, asked, at):
        set_supervisor(cast.dana, getattr(cast, name), actor=cast.bram, at=at)
        return getattr(cast, who)

    return arrange


RELATIONS = {
    "own supervisor": (lambda cast, asked, at: cast.beatrix, True),
    "own supervisor on leave": (_supervisor(EmploymentStatus.ON_LEAVE), True),
    "own supervisor who left": (_supervisor(EmploymentStatus.SEPARATED), False),
    "new supervisor": (_placed_under("noor", who="noor"), True),
    "former supervisor": (_placed_under("noor", who="beatrix"), False),
    "delegate confirmed": (_delegate(), True),
    "delegate on the first day": (_delegate(0, 3), True),
    "delegate on the last day": (_delegate(-3, 0), True),
    "delegate not confirmed": (_delegate(is_confirmed=False), False),
    "delegate before the days": (_delegate(1, 3), False),
    "delegate after the days": (_delegate(-3, -1), False),
    "delegate whose time was ended": (_delegate(is_ended=True), False),
}


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.clause("B.3.a/1")
def test_a_grant_is_the_supervisors_or_of_whom_legal_confirmed(cast, officer, relation):
    arrange, is_allowed = RELATIONS[relation]
    at = timezone.now()
    asked = make.submitted(officer, cast.koa, at=at)
    person = arrange(cast, asked, at)

    if not is_allowed:
        with pytest.raises((NotAllowed, ObjectDoesNotExist)):
            _grant(asked, person, at)
        return
    leave = _grant(asked, person, at)
    assert (leave.state, leave.decided_by) == (State.ACTIVE, person)
    assert (leave.decided_for == cast.beatrix) is relation.startswith("delegate")


@pytest.mark.faults
def test_nobody_decides_their_own_by_standing_in_for_their_supervisor(cast):
    """Beatrix, designated, asks Hollis, for whom she decides these days."""
    at = timezone.now()
    make.designated(cast.beatrix, by=cast.priya, at=at)
    asked = make.submitted(cast.beatrix, cast.koa, at=at)
    day = local_day(at)
    row = Delegation.objects.create(supervisor=cast.hollis, delegate=cast.beatrix, from_on=day, to_on=day,
                                    reason="Leave", created_at=at)  # fmt: skip
    with acting_as(cast.priya):
        people.confirm_delegate(row, actor=cast.priya, at=at)

    with pytest.raises(NotAllowed, match="own request"):
        _grant(asked, cast.beatrix, at)
    assert _grant(asked, cast.hollis, at).state == State.ACTIVE


def test_who_is_no_longer_designated_is_granted_nothing(cast, now):
    designation = make.designated(cast.mateo, by=cast.priya, at=now)
    asked = make.submitted(cast.mateo, cast.koa, at=now)
    with acting_as(cast.priya):
        people.end_designation(designation, actor=cast.priya, at=now)

    with pytest.raises(NotAllowed, match="no longer belongs"):
        _grant(asked, cast.beatrix, now)

    make.designated(cast.mateo, by=cast.leona, at=now)
    assert _grant(asked, cast.beatrix, now).basis == Basis.DESIGNEE


@pytest.mark.clause("B.3.a/2")
def test_use_profile_and_communication_are_granted_apart_and_only_when_asked_for(cast, officer, now):
    """(asked, granted) for profile and communication: both are needed."""
    for asks, grants in [((True, True), (False, False)), ((False, False), (True, True)), ((True, False), (True, True))]:
        asked = make.submitted(officer, cast.koa, at=now, asks_profile=asks[0], asks_communication=asks[1])

        leave = _grant(asked, cast.beatrix, now, grants_profile=grants[0], grants_communication=grants[1])

        given = (asks[0] and grants[0], asks[1] and grants[1])
        assert (leave.grants_profile, leave.grants_communication) == given
        with acting_as(officer):
            assert InvestigationProfile.objects.filter(authorization=leave).exists() is given[0]


@pytest.mark.clause("B.3.b")
def test_the_supervisor_may_ask_for_meetings_more_often_never_less(cast, officer, now):
    asked = make.submitted(officer, cast.koa, at=now)

    with pytest.raises(NotAllowed, match="at least every 30 days"):
        _grant(asked, cast.beatrix, now, interval_days=31)

    assert _grant(asked, cast.beatrix, now, interval_days=7).review_interval_days == 7


def test_a_new_supervisor_sees_it_and_the_former_one_no_longer_does(cast, officer, now):
    asked = make.submitted(officer, cast.koa, at=now)
    set_supervisor(officer, cast.noor, actor=cast.bram, at=now)

    seen = {}
    for name in ("beatrix", "noor"):
        person = getattr(cast, name)
        with acting_as(person):
            seen[name] = (
                InvestigationAuthorization.objects.visible_to(person, local_day(now)).filter(pk=asked.pk).count()
            )

    assert seen == {"beatrix": 0, "noor": 1}


# The Legal Unit


@pytest.mark.clause("B.3.d/1")
@pytest.mark.parametrize("setting", ["none", "covert_or_communication", "all"])
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("communicates", [False, True])
@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("binds_the_unit", [False, True])
def test_legal_concurs_where_the_setting_says_and_never_over_the_unit_by_default(
    setting, level, communicates, basis, binds_the_unit
):
    settings = {key: entry.default for key, entry in SETTINGS.items()} | {
        "legal_concurrence": setting,
        "legal_concurrence_applies_to_investigation_unit": binds_the_unit,
    }
    needs = rules.needs_concurrence(
        InvestigationAuthorization(level=level), basis, settings, grants_communication=communicates
    )

    is_deep = level == Level.COVERT or communicates
    asked_for = setting == "all" or (setting == "covert_or_communication" and is_deep)
    assert needs == (asked_for and (basis != Basis.INVESTIGATION_UNIT or binds_the_unit))


def test_an_objection_goes_back_and_the_general_counsel_has_the_last_word(cast, officer, now):
    leave = make.granted(officer, cast.koa, at=now, level="covert")
    with acting_as(cast.priya):
        leave = decisions.object_(leave, actor=cast.priya, at=now, note="Too wide.")
    assert (leave.state, leave.is_objected) == (State.RETURNED, True)

    with acting_as(cast.beatrix):
        leave = decisions.escalate(leave, actor=cast.beatrix, at=now, reason="It is as narrow as it can be.")
    with acting_as(cast.priya), pytest.raises(NotAllowed, match="General Counsel"):
        decisions.concur(leave, actor=cast.priya, at=now)
    assert _answered_by_the_general_counsel(leave, cast, now).state == State.ACTIVE
    with acting_as(cast.imogen):
        upheld = decisions.object_(leave, actor=cast.imogen, at=now, note="It is too wide.")
    with acting_as(cast.beatrix), pytest.raises(NotAllowed, match="has answered"):
        decisions.escalate(upheld, actor=cast.beatrix, at=now, reason="Once more.")


def _answered_by_the_general_counsel(leave, cast, at):
    """What concurring would give; nothing is kept of it."""
    with transaction.atomic():
        with acting_as(cast.imogen):
            found = InvestigationAuthorization.objects.with_people().get(pk=leave.pk)
            answered = decisions.concur(found, actor=cast.imogen, at=at)
        transaction.set_rollback(True)
    return answered


def test_who_supervises_does_not_concur_for_legal(cast, now):
    leave = make.granted(cast.leona, cast.koa, at=now, by=cast.imogen)
    leave.state = State.SUPERVISOR_GRANTED

    assert not rules.may_concur(cast.imogen, leave)
    assert rules.may_concur(cast.priya, leave)


# The two tracks


@pytest.mark.clause("B.3.d/1")
def test_nothing_of_supervision_is_asked_of_an_investigation(cast, now):
    """A false name, no privacy setting, communication: all of it refused by B.2, none of it asked here; no JJEMS note."""
    leave = make.active(cast.leona, cast.koa, at=now, communication=True, counsel=cast.priya)
    make.profile_in_use(leave, at=now, display_name="Somebody Else")

    assert leave.state == State.ACTIVE
    assert JJEMSNote.objects.count() == 0


def test_what_was_decided_stays_as_it_was_worded(cast, now):
    leave = make.active(cast.leona, cast.koa, at=now)
    fingerprint = leave.snapshot_sha256
    cast.leona.legal_last = "Renamed"
    cast.leona.save(update_fields=["legal_last"])

    with acting_as(cast.leona):
        kept = InvestigationAuthorization.objects.get(pk=leave.pk)
        assert kept.snapshot.reveal()["person"]["name"] == "Leona Strand"
        assert kept.snapshot_sha256 == fingerprint


def test_an_incomplete_request_says_what_is_missing(cast, now):
    with acting_as(cast.leona):
        draft = requests.start(cast.leona, form_key=None, at=now)
        with pytest.raises(NotAllowed, match="the title, the youth, the purpose"):
            requests.submit(draft, signature="Leona Strand", actor=cast.leona, at=now)


def _refused_for_supervision(employee, youth, at, reason, **answers):
    draft = make_supervision.draft(employee, youth, at=at, handle="demo_plain_oak", **answers)
    with pytest.raises(NotAllowed, match=reason):
        make_supervision.submit(draft, at=at)


@pytest.mark.clause("B.3.d/1", "B.2.a", "B.2.b")
def test_an_officer_walks_both_tracks_and_they_never_meet(cast, officer, now):
    """A5: what B.2 refuses it goes on refusing; its note knows nothing of the profile beside it."""
    leave = make.active(officer, cast.koa, at=now, communication=True, counsel=cast.priya)
    make.profile_in_use(leave, at=now, handle="demo_quiet_heron", display_name="Robin Heron")

    _refused_for_supervision(officer, cast.koa, now, "another name", display_name="Robin Heron")
    _refused_for_supervision(officer, cast.koa, now, "connected with a youth", existing_connection="youth")
    with pytest.raises(TypeError, match="asks_profile"):
        make_supervision.draft(officer, cast.koa, at=now, asks_profile=True)
    assert SupervisionAuthorization.objects.exclude(state="draft").count() == JJEMSNote.objects.count() == 0

    granted = make_supervision.granted(officer, cast.koa, at=now)
    text = granted.notes.get().text.reveal()
    assert "demo_dana" in text
    for word in ("heron", "Heron", "INV-", leave.number, "B.3"):
        assert word not in text


@pytest.mark.clause("B.2.e")
def test_a_name_held_by_a_profile_is_refused_like_any_other(cast, officer, now):
    """Trap 4: who types it learns that somebody holds it, not who or what for."""
    make.profile_in_use(make.active(officer, cast.koa, at=now), at=now, handle="demo_quiet_heron", platform="x")
    make_supervision.granted(cast.juniper, cast.tavi, at=now, handle="demo_loud_jay")
    said = []

    for handle in ("demo_quiet_heron", "demo_loud_jay"):
        with pytest.raises(HandleConflict) as refused:
            make_supervision.submitted(cast.mateo, cast.koa, at=now, handle=handle)
        said.append(str(refused.value))

    assert said[0] == said[1]


def test_a_snapshot_outlives_every_name_in_it(cast, officer, now):
    leave = make.active(officer, cast.koa, at=now)
    before, fingerprint = leave.snapshot.reveal(), leave.snapshot_sha256

    for person in (officer, cast.beatrix):
        change_person(person, actor=cast.bram, at=now, legal_first="Renamed", legal_last="Entirely")
    cast.koa.first = "Renamed"
    cast.koa.save()

    with acting_as(officer):
        kept = InvestigationAuthorization.objects.get(pk=leave.pk)
    assert (kept.snapshot.reveal(), kept.snapshot_sha256) == (before, fingerprint)
    assert (before["person"]["name"], before["supervisor"]["name"]) == ("Dana Okafor-Lane", "Beatrix Nwosu")
