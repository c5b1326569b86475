"""The second wall: what Postgres itself shows of the compartment, whatever the program asks it for (design §4.3).

Nothing here calls `visible_to` but the test that compares the two: every read is `.all()`, as if it had been forgotten.
"""

import datetime
import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from investigations.choices import EmergencyReason
from investigations.models import (
    Assignment,
    CommunicationApproval,
    ConfidentialIssue,
    ConfirmedDelegate,
    Designation,
    EmergencyAccess,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
    stood_in_for,
)
from investigations.services import contacts, course, emergency, profiles, records
from investigations.services import people as investigators
from people import services as people
from people.models import Delegation, RoleGrant
from people.roles import Role
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from tests.cast import LONG_AGO
from tests.evidence.pictures import screenshot
from tests.factories import investigations as make
from tests.factories.people import UserFactory
from tests.postgres.base import as_owner
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
MODELS = {
    model.__name__: model
    for model in apps.get_app_config("investigations").get_models(include_auto_created=True)
}  # fmt: skip
NUMBERS = "InvestigationNumbers"
SETTINGS = "SELECT coalesce(current_setting('dys.person', true), ''), coalesce(current_setting('dys.system', true), '')"
READS = 200

# What the clock sees, typed from what it has to do: interrupt, end, remind.
OF_THE_CLOCK = {
    "InvestigationAuthorization", "InvestigationProfile", "ReviewMeeting", "CommunicationApproval", "Interruption",
    "Designation", "ConfirmedDelegate", "ProfileHolder", "AccountRecord", "ConfidentialIssue",
}  # fmt: skip
CHANGED_BY_THE_CLOCK = {
    "InvestigationAuthorization", "InvestigationProfile", "ReviewMeeting", "CommunicationApproval", "Interruption",
}  # fmt: skip
ADDED_BY_THE_CLOCK = {"Interruption", "ConfidentialIssue"}


def _member(username, *roles, confirmed_at=LONG_AGO, **fields):
    person = UserFactory(username=username, **fields)
    for role in roles:
        RoleGrant.objects.create(person=person, role=role, granted_at=LONG_AGO, confirmed_at=confirmed_at)
    return person


def _with_everything(cast):
    """Dana's investigation of Tavi, with at least one row of every table, and a draft of hers."""
    at = timezone.now()
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save()
    cast.at, cast.gale = at, _member("gale", reports_to=cast.priya)
    cast.leave = make.active(cast.dana, cast.tavi, at=at, counsel=cast.priya, communication=True)
    cast.draft = make.draft(cast.dana, cast.tavi, at=at)
    cast.profile = make.profile_in_use(cast.leave, at=at)
    with acting_as(cast.beatrix):
        cast.profile = profiles.acknowledge_record(cast.profile, actor=cast.beatrix, at=at)
    make.reviewed(cast.profile, by=cast.priya, at=at)
    with acting_as(cast.dana):
        cast.profile = InvestigationProfile.objects.with_people().get()
    _communicate(cast, at)
    with acting_as(cast.dana):
        records.capture(
            cast.leave, form_key=uuid.uuid4(), source_account="demo_tavi", captured_at=at, actor=cast.dana, at=at,
            files=[(screenshot(), "shot.png")],
        )  # fmt: skip
    make.meeting_held(cast.leave, at=at, communication_note="Both messages were read.")
    with acting_as(cast.beatrix):
        cast.leave = course.suspend(make.fresh(cast.leave, cast.beatrix), reason="A doubt", actor=cast.beatrix, at=at)
        cast.leave = course.resume(cast.leave, reason="Cleared", actor=cast.beatrix, at=at)
        investigators.assign(cast.leave, person=cast.leona, actor=cast.beatrix, at=at)
    _let_legal_in(cast, at)
    return cast


def _communicate(cast, at):
    approval = make.approved_contact(cast.profile, at=at)
    message = {"direction": "out", "method": "direct_message", "summary": "A greeting", "actor": cast.dana, "at": at}
    with acting_as(cast.dana):
        contacts.log(cast.profile, form_key=uuid.uuid4(), occurred_at=at, approval=approval,
                     transcript=(screenshot(), "chat.png"), **message)  # fmt: skip
        contacts.log(cast.profile, form_key=uuid.uuid4(), occurred_at=at, explanation="It was typed in haste.",
                     **message)  # fmt: skip


def _let_legal_in(cast, at):
    """Rows that are the Legal Unit's own."""
    make.designated(cast.gale, by=cast.priya, at=at)
    with acting_as(cast.priya):
        records.disclose(form_key=uuid.uuid4(), recipient="Chelsea police", purpose="A summons", given="Two pages",
                         format_="Paper", disclosed_on=local_day(at), authorized_by=cast.imogen, actor=cast.priya,
                         at=at, authorization=cast.leave)  # fmt: skip
        emergency.ask(record_named="INV-2026-0001", kind=EmergencyReason.FAULT, actor=cast.priya, at=at,
                      reason="The page shows nothing to the supervisor.")  # fmt: skip
    _confirmed_delegate(cast.imogen, cast.priya, at)


def _delegation(supervisor, delegate, at, *, first=-1, last=1):
    day = local_day(at)
    return Delegation.objects.create(supervisor=supervisor, delegate=delegate, from_on=day + first * DAY,
                                     to_on=day + last * DAY, reason="Leave", created_at=at)  # fmt: skip


def _confirmed_delegate(supervisor, delegate, at, **days):
    """A delegation that Legal confirmed; written as the General Counsel, since both may be of the Legal Unit."""
    delegation = _delegation(supervisor, delegate, at, **days)
    head = RoleGrant.objects.get(role=Role.GENERAL_COUNSEL).person
    with acting_as(head):
        ConfirmedDelegate.objects.create(delegation=delegation, confirmed_by=head, confirmed_at=at)
    return delegate


@pytest.fixture
def house(cast, vault):
    return _with_everything(cast)


def _counts(**rows):
    """{model: how many rows} of the models that show any."""
    found = {name: rows.get(name, model._base_manager.all()).count() for name, model in MODELS.items()}
    return {name: count for name, count in found.items() if count}


def _found_by(person):
    with acting_as(person):
        return _counts()


# Every table stands behind it -----------------------------------------------------------------------------------------


def test_every_table_of_the_compartment_is_guarded_by_force(db):
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT relname, relrowsecurity, relforcerowsecurity,
                   (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polpermissive) > 0
            FROM pg_class WHERE relname LIKE 'investigations\\_%' AND relkind IN ('r', 'p')
        """)
        tables = {name: guards for name, *guards in cursor.fetchall()}

    assert tables.keys() == {model._meta.db_table for model in MODELS.values()}
    assert {name: guards for name, guards in tables.items() if guards != [True, True, True]} == {}


def test_the_tests_have_something_to_find(house):
    with acting_as_system("numbering"):
        assert _counts() == {NUMBERS: 1}

    assert _found_by(house.priya).keys() == MODELS.keys() - {NUMBERS}


def test_with_nobody_known_no_table_yields_a_row(house):
    assert _counts() == {}


def _as_who_may(name, house):
    return acting_as_system("numbering") if name == NUMBERS else acting_as(house.priya)


def _row_of(name, house):
    """(columns, values) of one row, read by somebody who may."""
    with _as_who_may(name, house), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {MODELS[name]._meta.db_table} LIMIT 1")
        return [column.name for column in cursor.description], cursor.fetchone()


def _insert(name, row):
    columns, values = row
    places = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {MODELS[name]._meta.db_table} ({', '.join(columns)}) VALUES ({places})", values)


def test_with_nobody_known_no_table_takes_a_row(house):
    """The row is one that stands already: who may write it is refused for that alone."""
    for name in MODELS:
        row = _row_of(name, house)

        with pytest.raises(ProgrammingError, match="row-level security"):
            _insert(name, row)
        with _as_who_may(name, house), pytest.raises(IntegrityError, match="duplicate key"):
            _insert(name, row)


# Outsiders ------------------------------------------------------------------------------------------------------------


def _former_supervisor(house):
    people.set_supervisor(house.dana, house.noor, actor=house.bram, at=house.at)
    return house.beatrix


def _former_member(house):
    with acting_as(house.priya):
        Assignment.objects.update(ended_at=house.at)
    return house.leona


def _delegate_of_one_who_left(house):
    delegate = _confirmed_delegate(house.beatrix, house.noor, house.at)
    people.set_employment_status(
        house.beatrix, EmploymentStatus.SEPARATED, actor=house.bram, at=house.at, day=local_day(house.at)
    )
    return delegate


def _ended_member(house):
    person = _member("otto", Role.LEGAL, Role.GENERAL_COUNSEL, Role.INVESTIGATIONS)
    RoleGrant.objects.filter(person=person).update(ended_at=house.at)
    return person


def _separated_member(house):
    return _member("sela", Role.LEGAL, is_active=False, separated_on=local_day(house.at),
                   employment_status=EmploymentStatus.SEPARATED)  # fmt: skip


OUTSIDERS = {
    "colleague": lambda house: house.mateo,
    "caseworker of the youth": lambda house: house.juniper,
    "supervisor elsewhere": lambda house: house.noor,
    "next in line": lambda house: house.hollis,
    "Commissioner": lambda house: house.adaeze,
    "former supervisor": _former_supervisor,
    "portal administrator": lambda house: house.bram,
    "Human Resources": lambda house: house.ottilie,
    "Pulse moderator": lambda house: house.lucinda,
    "Investigation Unit, not assigned": lambda house: _member("ivo", Role.INVESTIGATIONS),
    "Investigation Unit, no longer assigned": _former_member,
    "delegate not confirmed": lambda house: _delegation(house.beatrix, house.noor, house.at).delegate,
    "Legal Unit, sign-in closed": lambda house: _member("sol", Role.LEGAL, Role.GENERAL_COUNSEL, is_active=False),
    "Legal Unit, left": _separated_member,
    "Legal Unit, not confirmed": lambda house: _member("nell", Role.LEGAL, Role.GENERAL_COUNSEL, confirmed_at=None),
    "Legal Unit, no longer": _ended_member,
}


@pytest.mark.clause("B.3.a")
def test_an_outsider_finds_nothing_even_where_the_program_asks_for_all(house):
    found = {}

    for kind, arrange in OUTSIDERS.items():
        with transaction.atomic():
            found[kind] = _found_by(arrange(house))
            transaction.set_rollback(True)

    assert found == dict.fromkeys(OUTSIDERS, {})


def test_auditors_and_the_commissioners_designee_find_the_journal_of_emergency_access_alone(house):
    assert [_found_by(person) for person in (house.ines, house.rolf)] == [{"EmergencyAccess": 1}] * 2


@pytest.mark.parametrize("when", ["over", "to come", "the supervisor left"])
def test_a_confirmed_delegate_sees_no_record_outside_their_days(house, when):
    days = {"over": (-3, -1), "to come": (1, 3)}.get(when)
    if days is None:
        delegate = _delegate_of_one_who_left(house)
    else:
        delegate = _confirmed_delegate(house.beatrix, house.noor, house.at, first=days[0], last=days[1])

    assert _found_by(delegate) == {"ConfirmedDelegate": 1}  # that Legal confirmed them, and no more


def test_an_outsider_can_change_and_remove_nothing(house):
    for name, model in MODELS.items():
        with acting_as(house.hollis), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")
            assert cursor.rowcount == 0, name
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
            assert cursor.rowcount == 0, name
        with acting_as(house.hollis), pytest.raises(ProgrammingError, match="row-level security"):
            _insert(name, _row_of(name, house))


# Insiders -------------------------------------------------------------------------------------------------------------


def test_the_new_supervisor_sees_what_the_former_one_saw(house):
    before = _found_by(house.beatrix)

    _former_supervisor(house)

    assert _found_by(house.noor) == before
    assert before["InvestigationAuthorization"] == 1
    assert "Assignment" in before and "Disclosure" not in before and "ConfidentialIssue" not in before


def test_a_draft_is_its_authors_alone(house):
    counts = {name: _found_by(getattr(house, name)).get("InvestigationAuthorization", 0)
              for name in ("dana", "beatrix", "priya", "imogen", "leona")}  # fmt: skip

    assert counts == {"dana": 2, "beatrix": 1, "priya": 1, "imogen": 1, "leona": 1}


def test_the_number_series_cannot_be_read_by_those_who_draw_from_it(house):
    """ "INV-2026-0007" would say that there are seven."""
    for person in (house.dana, house.beatrix, house.priya, house.imogen, house.leona):
        assert NUMBERS not in _found_by(person)


COMPARED = {
    InvestigationAuthorization: lambda rows, user, day: rows.visible_to(user, day),
    InvestigationProfile: lambda rows, user, day: rows.visible_to(user, day),
    CommunicationApproval: lambda rows, user, day: rows.visible_to(user, day),
    ReviewMeeting: lambda rows, user, day: rows.visible_to(user, day),
    # the page lists one's own; the database also shows those of the staff, whose requests rest on them
    Designation: lambda rows, user, day: (
        rows.visible_to(user) | rows.filter(designee__reports_to__in=[user.pk, *stood_in_for(user, day)])
    ),
    ConfidentialIssue: lambda rows, user, day: rows.visible_to(user),
    EmergencyAccess: lambda rows, user, day: rows.visible_to(user),
}


def _several(house):
    """Investigations of people who stand differently to Legal, a confirmed delegate, an issue about Legal itself."""
    at = house.at
    house.stand_in = _confirmed_delegate(house.beatrix, house.noor, at)
    for person in (house.leona, house.priya):
        make.draft(person, house.koa, at=at)
        make.submitted(person, house.koa, at=at)
    own = make.granted(house.priya, house.koa, at=at, level="overt")
    make.designated(house.mateo, by=house.leona, at=at)
    make.submitted(house.mateo, house.koa, at=at)
    profile = make.profile_in_use(own, at=at, handle="demo_tall_pine")
    with acting_as(house.priya):
        contacts.log(profile, form_key=uuid.uuid4(), occurred_at=at, direction="in", method="group", summary="Seen",
                     explanation="It came unasked.", actor=house.priya, at=at)  # fmt: skip
    with acting_as(house.bram):
        emergency.ask(record_named="INV-2026-0002", kind=EmergencyReason.SAFETY, actor=house.bram, at=at,
                      reason="Nobody of the unit can be reached.")  # fmt: skip
    return house


def _ids_without_the_wall(owner, rows):
    """What the query of the program alone would give: the owner runs it, and is let through."""
    try:
        sql, params = rows.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return set()
    with owner.cursor() as cursor:
        cursor.execute("SELECT set_config('dys.system', 'rotation', false)")
        cursor.execute(sql, params)
        return {pk for (pk,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("B.3.a")
def test_program_and_database_agree_on_every_row_for_every_person(house):
    _several(house)
    house.otto, day = _ended_member(house), local_day(house.at)
    everybody = [one for one in vars(house).values() if hasattr(one, "username")]
    owner, wrong, seen = connection.copy(), {}, {}

    with as_owner(owner):
        for person in everybody:
            for model, visible in COMPARED.items():
                with acting_as(person):
                    by_database = set(model.objects.values_list("pk", flat=True))
                    rows = visible(model.objects, person, day)
                    by_program = _ids_without_the_wall(owner, rows)
                if by_program != by_database:
                    wrong[person.username, model.__name__] = (by_program, by_database)
                seen[person.username, model] = len(by_database)

    assert wrong == {}
    assert {name: seen[name, InvestigationAuthorization] for name in ("dana", "beatrix", "noor", "priya", "leona")} == {
        "dana": 2, "beatrix": 2, "noor": 2, "priya": 6, "leona": 3,
    }  # fmt: skip
    assert (seen["priya", ConfidentialIssue], seen["imogen", ConfidentialIssue]) == (1, 2)
    assert len(everybody) > 15


# Known for one transaction --------------------------------------------------------------------------------------------


def _known():
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        return cursor.fetchone()


class Mishap(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_nobody_is_known_after_the_block_nor_after_an_error(house):
    with acting_as(house.priya):
        assert (_known(), InvestigationAuthorization.objects.count()) == ((str(house.priya.pk), ""), 1)
        session = connection.connection.get_backend_pid()
    assert (_known(), InvestigationAuthorization.objects.count()) == (("", ""), 0)

    with pytest.raises(Mishap), acting_as(house.priya):
        assert InvestigationAuthorization.objects.exists()
        raise Mishap
    assert (_known(), InvestigationAuthorization.objects.count()) == (("", ""), 0)

    with pytest.raises(ProgrammingError), acting_as(house.priya), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert (_known(), InvestigationAuthorization.objects.count()) == (("", ""), 0)
    assert connection.connection.get_backend_pid() == session


def test_inside_another_block_the_person_of_before_is_known_again(house):
    with acting_as(house.dana):
        with acting_as_system("clock"):
            assert _known() == ("", "clock")
        assert _known() == (str(house.dana.pk), "")
        with pytest.raises(Mishap), acting_as(house.priya):
            raise Mishap
        assert _known() == (str(house.dana.pk), "")
    assert _known() == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_hundred_reads_on_shared_connections_leak_nothing(house):
    _several(house)
    persons = [house.dana, house.beatrix, house.noor, house.hollis, house.priya, house.leona, house.bram, None]
    expected = {person: _ids_for(person) for person in persons}
    turns = random.Random(7).choices(persons, k=READS)
    sessions = set()

    def read(person):
        found = _ids_for(person)
        sessions.add(connection.connection.get_backend_pid())
        return found

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(read, turns))
        list(pool.map(lambda _place: connection.close(), range(32)))

    assert [person for person, found in zip(turns, answers, strict=True) if found != expected[person]] == []
    assert len({frozenset(found) for found in expected.values()}) > 4
    assert 1 <= len(sessions) < 20, "each connection served many"


def _ids_for(person):
    if person is None:
        return set(InvestigationAuthorization.objects.values_list("pk", flat=True))
    with acting_as(person):
        return set(InvestigationAuthorization.objects.values_list("pk", flat=True))


# The control ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_policy_sees_the_rows(house):
    """The same look, by the same outsider, when the wall is taken down for one transaction."""
    owner, table = connection.copy(), InvestigationAuthorization._meta.db_table

    with as_owner(owner), owner.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT set_config('dys.person', %s, true)", [str(house.hollis.pk)])
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,), "the owner of the table is bound too"
        cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (2,)
        cursor.execute("ROLLBACK")

    assert "InvestigationAuthorization" not in _found_by(house.hollis)


# Those who are nobody -------------------------------------------------------------------------------------------------


def test_the_application_gains_nothing_by_another_name(house):
    for name in ("rotation", "emergency", "owner", "Clock", "clock ", ""):
        with acting_as_system(name):
            assert _counts() == {}, name


@pytest.mark.parametrize("name", ["clock", "personnel"])
def test_the_clock_reads_what_it_needs_and_no_draft(house, name):
    with acting_as_system(name):
        assert _counts().keys() == OF_THE_CLOCK
        assert not InvestigationAuthorization.objects.filter(state="draft").exists()
        assert InvestigationAuthorization.objects.get().pk == house.leave.pk


@pytest.mark.parametrize("name", ["clock", "personnel"])
def test_the_clock_changes_what_it_must_and_removes_nothing(house, name):
    changed, added, removed = set(), set(), set()
    for key, model in MODELS.items():
        row = _row_of(key, house)
        where = "WHERE state <> 'held'" if model is ReviewMeeting else ""  # what was held, the table itself keeps
        with acting_as_system(name), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET id = id {where}")
            changed |= {key} if cursor.rowcount else set()
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
            removed |= {key} if cursor.rowcount else set()
            with pytest.raises((IntegrityError, ProgrammingError)) as refused:
                _insert(key, row)
            added |= {key} if refused.type is IntegrityError else set()

    assert (changed, added, removed) == (CHANGED_BY_THE_CLOCK, ADDED_BY_THE_CLOCK, set())


def test_the_clock_does_not_touch_a_draft_it_cannot_see(house):
    with acting_as_system("clock"), connection.cursor() as cursor:
        cursor.execute("UPDATE investigations_investigationauthorization SET suspended_because = ''")
        assert cursor.rowcount == 1
