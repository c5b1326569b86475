"""Designees and delegates: who makes them, ends them, confirms them, and to whom the pages do not exist."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.models import ConfirmedDelegate, Designation, InvestigationAuthorization
from investigations.states import State
from people import services as people
from policy.calendar import local_day
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.identity import acting_as
from workflow.keyset import PAGE_SIZE

pytestmark = pytest.mark.django_db
PASSWORD = "a password for tests"
DAY = datetime.timedelta(days=1)
LIST, NEW = "/investigations/people/", "/investigations/people/designate/"
SCOPE = "Marker scope of whereabouts"
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "mateo", "ottilie", "lucinda", "ines", "bram", "rolf"]


def answers(person, **changed):
    day = local_day(timezone.now())
    return {
        "designee": person.full_name,
        "scope": SCOPE,
        "from_on": day.isoformat(),
        "to_on": (day + 30 * DAY).isoformat(),
        "password": PASSWORD,
    } | changed


def end(designation):
    return reverse("designation_end", args=[designation.public_id])


def confirm(delegation):
    return reverse("delegate_confirm", args=[delegation.public_id])


def made(reader):
    with acting_as(reader):
        return list(Designation.objects.all())


@pytest.fixture
def designation(cast):
    return make.designated(cast.mateo, by=cast.priya, at=timezone.now())


@pytest.fixture
def delegation(cast):
    day = local_day(timezone.now())
    return people.delegate(cast.beatrix, cast.noor, from_on=day, to_on=day + 7 * DAY, reason="On leave",
                           actor=cast.beatrix, at=timezone.now())  # fmt: skip


# To whom they do not exist ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_the_pages_do_not_exist_for_anybody_else_not_even_the_designee(cast, as_user, designation, delegation, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for address in (LIST, NEW, end(designation)):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, missing)
    for address in (NEW, end(designation), confirm(delegation)):
        assert client.post(address, answers(cast.juniper)).content == missing
    assert len(made(cast.priya)) == 1
    with acting_as(cast.priya):
        assert not ConfirmedDelegate.objects.exists()


def test_what_there_is_not_is_missing_to_legal_too(cast, as_user, delegation):
    client = as_user(cast.priya)
    missing = client.get("/no/such/page/").content

    assert client.get(reverse("designation_end", args=[uuid.uuid4()])).content == missing
    assert client.post(reverse("delegate_confirm", args=[uuid.uuid4()])).content == missing
    assert client.get(confirm(delegation)).status_code == 405


# Designations -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3")
@pytest.mark.parametrize("who", ["priya", "leona"])
def test_legal_and_the_investigation_unit_designate_somebody(cast, as_user, who):
    client = as_user(getattr(cast, who))

    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, answers(cast.mateo))

    assert (answer.status_code, answer.url) == (302, LIST)
    row = made(cast.priya)[0]
    assert (row.designee, row.designated_by, row.scope.reveal()) == (cast.mateo, getattr(cast, who), SCOPE)
    assert as_user(cast.mateo).get("/investigations/new/").status_code == 200


def test_the_same_form_sent_twice_designates_once(cast, as_user):
    client = as_user(cast.priya)
    for _twice in range(2):
        client.post(NEW, answers(cast.mateo))

    assert len(made(cast.priya)) == 1


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("designee", {"designee": "Nobody Anywhere"}),
        ("designee", {"designee": "\x00"}),
        ("designee", {"designee": ""}),
        ("scope", {"scope": "  "}),
        ("scope", {"scope": "x" * 1001}),
        ("scope", {"scope": "the password is heron7"}),
        ("from_on", {"from_on": "2026-02-30"}),
        ("to_on", {"to_on": "2020-01-01"}),
        ("password", {"password": ""}),
        ("password", {"password": "not it"}),
        ("__all__", {"from_on": "2020-01-01", "to_on": "2020-02-01"}),
        ("__all__", {"designee": "Priya Lindqvist"}),
    ],
)
def test_a_wrong_designation_is_told_at_its_field_and_not_made(cast, as_user, field, changed):
    answer = as_user(cast.priya).post(NEW, answers(cast.mateo, **changed))

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert made(cast.priya) == []


def test_legal_sees_every_designation_the_investigation_unit_its_own(cast, as_user, designation):
    own = make.designated(cast.juniper, by=cast.leona, at=timezone.now())

    legal, unit = as_user(cast.priya).get(LIST), as_user(cast.leona).get(LIST)

    assert {row for row, _may in legal.context["rows"]} == {designation, own}
    assert [row for row, _may in unit.context["rows"]] == [own]
    assert unit.context["delegations"] is None
    assert as_user(cast.leona).get(end(designation)).status_code == 404


def test_reading_the_scopes_is_on_the_trail_for_legal_alone(cast, as_user, designation):
    as_user(cast.priya).get(LIST)

    event = AuditEvent.objects.filter(subject_id="designation_list").latest("at")
    assert (event.is_confidential, event.facts) == (True, {"designations": [str(designation.public_id)]})
    assert "Whereabouts" not in str(list(AuditEvent.objects.values()))


@pytest.mark.clause("B.3")
@pytest.mark.parametrize("who", ["priya", "leona"])
def test_ending_a_designation_suspends_what_rests_on_it(cast, as_user, who):
    by = getattr(cast, who)
    designation = make.designated(cast.mateo, by=by, at=timezone.now())
    leave = make.active(cast.mateo, cast.koa, at=timezone.now(), counsel=cast.priya)
    client = as_user(by)

    page = client.get(end(designation))
    answer = client.post(end(designation), {"password": PASSWORD})

    assert "Whereabouts of youth on the run" in page.content.decode()
    assert answer.status_code == 302
    with acting_as(cast.mateo):
        leave = InvestigationAuthorization.objects.get(pk=leave.pk)
    assert (leave.state, leave.suspended_because) == (State.SUSPENDED, "designation")
    assert designation in [row for row, _may in client.get(f"{LIST}?show=past").context["rows"]]
    assert client.get(LIST).context["rows"] == []


def test_ending_it_takes_the_proof(cast, as_user, designation):
    answer = as_user(cast.priya).post(end(designation), {"password": "not it"})

    assert answer.status_code == 400
    assert answer.context["form"].errors["password"]
    assert made(cast.priya)[0].revoked_at is None


def test_what_has_ended_is_not_ended_again(cast, as_user, designation):
    client = as_user(cast.priya)
    client.post(end(designation), {"password": PASSWORD})

    assert client.get(end(designation)).status_code == 403
    answer = client.post(end(designation), {"password": PASSWORD})

    assert answer.status_code == 400
    assert AuditEvent.objects.filter(action="designation.ended").count() == 1


def test_nobody_ends_their_own_designation(cast, as_user):
    own = make.designated(cast.leona, by=cast.priya, at=timezone.now())

    assert as_user(cast.leona).get(end(own)).status_code == 404
    assert as_user(cast.imogen).get(end(own)).status_code == 200


# Delegates ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a")
def test_a_delegate_sees_nothing_until_legal_has_confirmed_that_person(cast, as_user, delegation):
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    leave = make.submitted(cast.dana, cast.koa, at=timezone.now())
    delegate, legal = as_user(cast.noor), as_user(cast.priya)

    assert delegate.get(leave.get_absolute_url()).status_code == 404
    assert "Confirm" in legal.get(LIST).content.decode()
    answer = legal.post(confirm(delegation))

    assert (answer.status_code, answer.url) == (302, LIST)
    assert delegate.get(leave.get_absolute_url()).status_code == 200
    (_row, confirmed, _may) = legal.get(LIST).context["delegations"][0]
    assert confirmed.confirmed_by == cast.priya


def test_confirming_twice_is_once(cast, as_user, delegation):
    for person in (cast.priya, cast.imogen):
        as_user(person).post(confirm(delegation))

    assert AuditEvent.objects.filter(action="delegate.confirmed").count() == 1


def test_of_the_investigation_unit_nobody_confirms_a_delegate(cast, as_user, delegation):
    assert as_user(cast.leona).post(confirm(delegation)).status_code == 404


def test_the_delegate_of_legal_is_confirmed_by_another_of_legal(cast, as_user):
    day = local_day(timezone.now())
    own = people.delegate(cast.imogen, cast.noor, from_on=day, to_on=day + DAY, reason="Away", actor=cast.imogen,
                          at=timezone.now())  # fmt: skip

    page = as_user(cast.imogen).get(LIST).content.decode()
    assert "Another member of the Legal Unit confirms this." in page
    assert as_user(cast.imogen).post(confirm(own)).status_code == 403
    assert as_user(cast.priya).post(confirm(own)).status_code == 302


def test_a_delegation_that_has_ended_is_not_confirmed(cast, as_user, delegation):
    people.end_delegation(delegation, actor=cast.beatrix, at=timezone.now())

    assert as_user(cast.priya).get(LIST).context["delegations"] == []
    assert as_user(cast.priya).post(confirm(delegation)).status_code == 403


def test_the_list_asks_the_database_a_constant_number_of_questions(
    cast, as_user, delegation, django_assert_max_num_queries
):
    now = timezone.now()
    for number in range(PAGE_SIZE + 2):
        make.designated(cast.mateo, by=cast.priya, at=now, days=number + 1)
    client = as_user(cast.priya)

    with django_assert_max_num_queries(MOST):
        first = client.get(LIST)
    second = client.get(LIST, {"cursor": first.context["page"].older})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE_SIZE, 2)
