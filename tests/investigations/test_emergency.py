"""Emergency access, the one door in the wall: two people, one record, to read, an hour (design §4.3)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.models import (
    EmergencyAccess,
    InvestigatedYouth,
    InvestigationAuthorization,
    InvestigationProfile,
    ReviewMeeting,
)
from investigations.services import emergency
from investigations.states import AskState
from notifications.models import Notice
from people.models import RoleGrant
from people.roles import Role
from tests.cast import LONG_AGO
from tests.factories import investigations as make
from tests.queries import MOST, queries_of
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_in_emergency
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.django_db
PASSWORD = "a password for tests"
DAY, HOUR, MINUTE = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes"))
LIST, NEW, JOURNAL = "/emergency/", "/emergency/new/", "/emergency/journal/"
REASON = "Marker reason: a youth may be in danger tonight."
HANDLE = "demo_marker_heron"
NOBODY = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda"]


def page_of(asked):
    return reverse("emergency_record", args=[asked.public_id])


def answer_of(asked):
    return reverse("emergency_answer", args=[asked.public_id])


def typed(**changed):
    return {"record_named": "INV-2026-0001", "kind": "safety", "reason": REASON, "password": PASSWORD} | changed


def decided(decision="agree", **changed):
    return {"decision": decision, "reason": "It cannot wait.", "version": "1", "password": PASSWORD} | changed


def ask(person, record, *, at=None):
    with acting_as(person):
        return emergency.ask(record_named=getattr(record, "number", record), kind="safety", reason=REASON,
                             actor=person, at=at or timezone.now())  # fmt: skip


def agree(asked, person, *, at=None):
    with acting_as(person):
        return emergency.answer(asked, is_agreed=True, reason="Go on.", actor=person, at=at or timezone.now())


def asks(reader):
    with acting_as(reader):
        return list(EmergencyAccess.objects.all())


@pytest.fixture
def leave(cast):
    """Leona's, with an account; she reports to Imogen."""
    leave = make.active(cast.leona, cast.koa, at=timezone.now(), communication=True, counsel=cast.priya)
    make.profile_in_use(leave, at=timezone.now(), handle=HANDLE)
    return leave


@pytest.fixture
def other(cast):
    """Another of hers, which nobody asks for."""
    leave = make.active(cast.leona, cast.tavi, at=timezone.now(), communication=True, counsel=cast.priya)
    make.profile_in_use(leave, at=timezone.now(), handle="demo_other_heron")
    return leave


@pytest.fixture
def opened(cast, leave):
    return agree(ask(cast.bram, leave), cast.rolf)


# To whom it does not exist ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", NOBODY)
def test_the_door_does_not_exist_for_who_neither_asks_nor_agrees(cast, as_user, opened, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for address in (LIST, NEW, JOURNAL, page_of(opened), answer_of(opened)):
        for answer in (client.get(address), client.post(address, typed())):
            assert (answer.status_code, answer.content) == (404, missing)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("bram", [LIST, NEW]),
        ("priya", [LIST, NEW, JOURNAL]),
        ("imogen", [LIST, NEW, JOURNAL]),
        ("rolf", [LIST]),
        ("ines", [JOURNAL]),
    ],
)
def test_each_finds_only_the_pages_of_their_part(cast, as_user, who, may):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for address in (LIST, NEW, JOURNAL):
        answer = client.get(address)
        assert (answer.status_code == 200) == (address in may)
        assert address in may or answer.content == missing


@pytest.mark.parametrize("who", ["priya", "imogen", "rolf", "ines", *NOBODY])
def test_what_was_opened_for_one_is_open_to_nobody_else(cast, as_user, opened, who):
    client = as_user(getattr(cast, who))

    assert as_user(cast.bram).get(page_of(opened)).status_code == 200
    answer = client.get(page_of(opened))
    assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)


def test_whoever_holds_every_role_but_legal_still_reads_nothing_without_agreement(cast, as_user, leave):
    for role in Role:
        if role not in (Role.LEGAL, Role.GENERAL_COUNSEL, *cast.bram.roles):
            RoleGrant.objects.create(person=cast.bram, role=role, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    asked = ask(cast.bram, leave)
    client = as_user(cast.bram)

    for address in (page_of(asked), answer_of(asked), leave.get_absolute_url()):
        assert client.get(address).status_code == 404
    with acting_in_emergency(cast.bram):
        assert not InvestigationAuthorization.objects.exists()


# Asking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["real", "INV-2099-9999", "something else"])
def test_what_is_answered_to_asking_is_the_same_whether_there_is_such_a_record(cast, as_user, leave, named):
    client = as_user(cast.bram)

    answer = client.post(NEW, typed(record_named=leave.number if named == "real" else named))
    page = client.get(LIST)

    assert (answer.status_code, answer.url) == (302, LIST)
    assert "Asked. The General Counsel and the Commissioner&#x27;s designee were told." in page.content.decode()
    assert "Waiting for agreement" in page.content.decode() and leave.number not in page.content.decode()
    told = Notice.objects.filter(kind="confidential.emergency_asked").values_list("recipient__username", flat=True)
    assert sorted(told) == ["imogen", "rolf"]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("record_named", {"record_named": " "}),
        ("record_named", {"record_named": "x" * 41}),
        ("record_named", {"record_named": "a\x00"}),
        ("kind", {"kind": "curiosity"}),
        ("kind", {"kind": ""}),
        ("reason", {"reason": "Nineteen characters"}),
        ("reason", {"reason": " " * 30}),
        ("reason", {"reason": "x" * 2001}),
        ("password", {"password": ""}),
        ("password", {"password": "not it"}),
    ],
)
def test_a_wrong_request_is_told_at_its_field_and_asks_nobody(cast, as_user, field, changed):
    answer = as_user(cast.bram).post(NEW, typed(**changed))

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert asks(cast.priya) == [] and not Notice.objects.filter(kind="confidential.emergency_asked").exists()


# Answering ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["rolf", "imogen"])
def test_a_second_person_reads_the_reason_and_agrees_with_a_proof(cast, as_user, leave, who):
    asked, client = ask(cast.bram, leave), as_user(getattr(cast, who))

    listed, page = client.get(LIST).content.decode(), client.get(answer_of(asked)).content.decode()
    unproved = client.post(answer_of(asked), decided(password="not it"))
    answer = client.post(answer_of(asked), decided())

    assert "Bram Ekstrom asks for access" in listed and REASON not in listed and leave.number not in listed
    assert REASON in page and leave.number in page
    assert (unproved.status_code, answer.status_code) == (400, 302)
    row = asks(cast.priya)[0]
    assert (row.state, row.answered_by, row.record_id) == (AskState.AGREED, getattr(cast, who), leave.public_id)
    assert row.until - row.answered_at == HOUR
    assert AuditEvent.objects.filter(subject_id=str(asked.public_id), action="investigation.read").exists()


def test_the_owner_the_asker_and_the_auditors_are_told(cast, opened, leave):
    told = {
        (notice.recipient.username, notice.kind): notice.url
        for notice in Notice.objects.filter(kind__startswith="confidential.emergency").select_related("recipient")
    }

    assert told["leona", "confidential.emergency_owner"] == leave.get_absolute_url()
    assert told["ines", "confidential.emergency_audit"] == JOURNAL
    assert told["bram", "confidential.emergency_answered"] == LIST


def test_a_refusal_opens_nothing(cast, as_user, leave):
    asked = ask(cast.bram, leave)

    answer = as_user(cast.rolf).post(answer_of(asked), decided("refuse"))

    assert answer.status_code == 302
    assert asks(cast.priya)[0].state == AskState.REFUSED
    assert as_user(cast.bram).get(page_of(asked)).status_code == 404
    assert "Refused" in as_user(cast.bram).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("field", "changed"),
    [("decision", {"decision": "perhaps"}), ("reason", {"reason": " "}), ("reason", {"reason": "\x00"}),
     ("version", {"version": "x"}), ("password", {"password": ""})],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_its_field_and_opens_nothing(cast, as_user, leave, field, changed):
    asked = ask(cast.bram, leave)

    answer = as_user(cast.rolf).post(answer_of(asked), decided(**changed))

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert asks(cast.priya)[0].state == AskState.ASKED


def test_it_is_answered_once(cast, as_user, leave):
    asked = ask(cast.bram, leave)
    as_user(cast.rolf).post(answer_of(asked), decided("refuse"))
    second = as_user(cast.imogen)

    assert second.get(answer_of(asked)).status_code == 403
    answer = second.post(answer_of(asked), decided())

    assert "This was already answered." in answer.content.decode()
    assert asks(cast.priya)[0].state == AskState.REFUSED


def test_nobody_agrees_to_what_they_asked_for_and_the_database_refuses_it_too(cast, as_user, leave):
    asked = ask(cast.imogen, leave)

    assert as_user(cast.imogen).get(answer_of(asked)).status_code == 404
    assert as_user(cast.imogen).post(answer_of(asked), decided()).status_code == 404
    with pytest.raises(NotAllowed):
        agree(asked, cast.imogen)
    with acting_as(cast.imogen), pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        EmergencyAccess.objects.update(answered_by=cast.imogen)
    assert as_user(cast.rolf).get(answer_of(asked)).status_code == 200


# Walls --------------------------------------------------------------------------------------------------------------


def _cannot_be_opened(client, asked):
    answer = client.post(answer_of(asked), decided())
    return answer.status_code == 400 and "It cannot be opened" in answer.content.decode()


def test_there_being_no_such_record_and_a_wall_are_answered_alike(cast, as_user, leave):
    cast.bram.reports_to, cast.imogen.reports_to = cast.adaeze, cast.bram  # now Bram stands above Leona's supervisor
    cast.bram.save(), cast.imogen.save()
    answers = []
    for named in (leave, "INV-2099-9999"):
        asked = ask(cast.bram, named)
        assert _cannot_be_opened(as_user(cast.rolf), asked)
        answers.append(str(as_user(cast.rolf).post(answer_of(asked), decided()).context["form"].non_field_errors()))

    assert answers[0] == answers[1]
    assert {row.state for row in asks(cast.priya)} == {AskState.ASKED}


@pytest.mark.clause("B.3.a")
def test_it_is_never_opened_for_somebody_further_up(cast, as_user):
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    leave = make.active(cast.dana, cast.koa, at=timezone.now(), counsel=cast.priya)
    RoleGrant.objects.create(person=cast.hollis, role=Role.ADMIN, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    asked, fair = ask(cast.hollis, leave), ask(cast.bram, leave)

    assert _cannot_be_opened(as_user(cast.imogen), asked)
    assert as_user(cast.imogen).post(answer_of(fair), decided()).status_code == 302


def test_who_came_to_stand_further_up_meanwhile_reads_it_no_longer(cast, as_user, opened):
    assert as_user(cast.bram).get(page_of(opened)).status_code == 200
    cast.imogen.reports_to = cast.bram
    cast.imogen.save()

    assert as_user(cast.bram).get(page_of(opened)).status_code == 404


def test_nobody_agrees_to_open_their_own_record_and_nobody_is_let_into_theirs(cast, as_user):
    own = make.active(cast.priya, cast.koa, at=timezone.now(), by=cast.imogen)
    RoleGrant.objects.create(person=cast.priya, role=Role.GENERAL_COUNSEL, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    asked, of_their_own = ask(cast.bram, own), ask(cast.priya, own)

    assert _cannot_be_opened(as_user(cast.priya), asked)
    assert _cannot_be_opened(as_user(cast.rolf), of_their_own)
    assert as_user(cast.rolf).post(answer_of(asked), decided()).status_code == 302


# Reading ------------------------------------------------------------------------------------------------------------


def test_the_record_is_read_with_its_sealed_text_and_account_names_and_nothing_can_be_done(
    cast, as_user, opened, leave
):
    page = as_user(cast.bram).get(page_of(opened)).content.decode()

    assert leave.number in page and "Leona Strand" in page
    for sealed in (make.FACTS, "Whereabouts since Sunday", "DEMO-100002", HANDLE):
        assert sealed in page
    assert "open for 60 more minutes" in page
    title = page.split("<title>")[1].split("</title>")[0]
    assert leave.number not in title and "Confidential under 01.05.22 B.3.a" in page
    main = page.split("<main")[1].split("</main>")[0]
    assert "<form" not in main and "<button" not in main and leave.get_absolute_url() not in main


def test_each_view_is_on_the_records_trail_for_legal_alone(cast, as_user, opened, leave):
    for _twice in range(2):
        as_user(cast.bram).get(page_of(opened))

    events = AuditEvent.objects.filter(action="emergency.read", subject_id=str(leave.public_id))
    assert [(event.actor_name, event.is_confidential) for event in events] == [("Bram Ekstrom", True)] * 2
    assert (
        "Read under emergency access by Bram Ekstrom"
        in as_user(cast.leona).get(leave.get_absolute_url()).content.decode()
    )
    written = str(list(AuditEvent.objects.values()))
    assert REASON not in written and HANDLE not in written


def test_after_the_hour_there_is_no_such_page(cast, as_user, leave):
    client, ago = as_user(cast.bram), timezone.now() - HOUR
    over = agree(ask(cast.bram, leave, at=ago), cast.rolf, at=ago)
    nearly = agree(ask(cast.bram, leave, at=ago), cast.rolf, at=ago + 2 * MINUTE)

    answer = client.get(page_of(over))
    assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)
    assert "open for 2 more minutes" in client.get(page_of(nearly)).content.decode()
    listed = client.get(LIST).content.decode()
    assert "Agreed; the hour is over" in listed and "Open for 2 more minutes" in listed


def test_the_hour_ends_in_the_database_too(cast, leave):
    agree(ask(cast.bram, leave), cast.rolf, at=timezone.now() - 2 * HOUR)

    with acting_in_emergency(cast.bram):
        assert not InvestigationAuthorization.objects.exists()


def test_it_is_one_record_and_none_of_its_neighbours(cast, as_user, opened, leave, other):
    client = as_user(cast.bram)

    for record in (leave, other):
        assert client.get(record.get_absolute_url()).status_code == 404
    assert client.get("/investigations/").status_code == 404
    page = client.get(page_of(opened)).content.decode()
    assert "demo_other_heron" not in page and other.number not in page
    with acting_in_emergency(cast.bram):
        assert list(InvestigationAuthorization.objects.all()) == [leave]
        for model in (InvestigationProfile, InvestigatedYouth, ReviewMeeting):
            assert [row.authorization_id for row in model.objects.all()] == [leave.pk]
    with acting_as(cast.bram):
        assert not InvestigationAuthorization.objects.exists() and not InvestigationProfile.objects.exists()


@pytest.mark.parametrize("who", ["bram", "priya", "leona"])
def test_the_database_takes_no_change_under_emergency_access_from_whomever(cast, opened, leave, who):
    profile = make.fresh(leave, cast.leona).pk
    with acting_in_emergency(getattr(cast, who)):
        assert InvestigationAuthorization.objects.count() == 1
        assert InvestigationAuthorization.objects.update(signature="Somebody else") == 0
        assert InvestigationProfile.objects.update(state="dormant") == 0
        assert EmergencyAccess.objects.update(until=timezone.now() + DAY) == 0
        assert InvestigatedYouth.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            InvestigatedYouth.objects.create(authorization=leave, youth=cast.tavi)
    assert make.fresh(leave, cast.leona).signature == "Leona Strand" and profile == leave.pk


def test_within_a_request_the_database_knows_the_person_again_afterwards(cast, opened, leave):
    with acting_as(cast.bram):
        with acting_in_emergency(cast.bram):
            assert InvestigationAuthorization.objects.exists()
        assert not InvestigationAuthorization.objects.exists()


def test_the_page_asks_the_database_a_constant_number_of_questions(cast, as_user, opened):
    assert len(queries_of(as_user(cast.bram), page_of(opened))) <= MOST


# The journal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ines", "priya"])
def test_the_journal_says_who_asked_who_answered_when_and_the_kind_of_reason(cast, as_user, opened, leave, who):
    page = as_user(getattr(cast, who)).get(JOURNAL).content.decode()

    for word in ("Bram Ekstrom", "Rolf Castellane", "Danger to a person", "Agreed"):
        assert word in page
    for word in (REASON, "Go on.", leave.number, str(leave.public_id), "Leona"):
        assert word not in page


def test_lists_page_by_page_with_a_constant_number_of_questions(cast, as_user, leave, django_assert_max_num_queries):
    for number in range(PAGE_SIZE + 2):
        ask(cast.bram, leave, at=timezone.now() + number * MINUTE)
    auditor, asker, agreer = as_user(cast.ines), as_user(cast.bram), as_user(cast.rolf)

    with django_assert_max_num_queries(MOST):
        first = auditor.get(JOURNAL)
    with django_assert_max_num_queries(MOST):
        own = asker.get(LIST)
    with django_assert_max_num_queries(MOST):
        agreer.get(LIST)
    second = auditor.get(JOURNAL, {"cursor": first.context["page"].older})

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (PAGE_SIZE, 2)
    assert len(own.context["own"]) == PAGE_SIZE


def test_an_answer_for_nothing_is_missing(cast, as_user):
    client = as_user(cast.rolf)

    answer = client.get(reverse("emergency_answer", args=[uuid.uuid4()]))
    assert (answer.status_code, answer.content) == (404, client.get("/no/such/page/").content)
