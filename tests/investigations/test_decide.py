"""Who may ask, who decides, when the Legal Unit concurs (B.3, B.3.a, B.3.d; domain 4.5, 5.5, 7.3; A2, A5)."""

import datetime

import pytest

from authorizations.models import JJEMSNote
from investigations import rules
from investigations.choices import Basis, Level
from investigations.models import InvestigationAuthorization
from investigations.services import decisions, people, requests
from investigations.services.standing import standing_of
from investigations.states import State
from people.models import Delegation
from people.services import set_supervisor
from people.titles import JobTitle
from policy.calendar import local_day
from policy.settings_table import SETTINGS
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
    with acting_as(cast.imogen):
        upheld = decisions.object_(leave, actor=cast.imogen, at=now, note="It is too wide.")
    with acting_as(cast.beatrix), pytest.raises(NotAllowed, match="has answered"):
        decisions.escalate(upheld, actor=cast.beatrix, at=now, reason="Once more.")


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
