"""The youth list: names sealed, found exactly or not at all, reached as far as a title reaches (domain 5.2)."""

import datetime

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.urls import reverse

from audit.models import AuditEvent
from audit.services import events_about
from dys_social import personnel
from notifications.models import Notice
from people import services
from people.models import Region, User, Youth
from people.models.youth import name_key
from people.titles import JobTitle, YouthStatus
from tests.factories.people import UserFactory, WorksiteFactory, YouthFactory
from workflow.errors import NotAllowed


@pytest.fixture
def neighbours(cast):
    """Youth of another caseworker: at Harborview, elsewhere in the region, and elsewhere altogether."""
    office = WorksiteFactory(name="Another Metro office", region=Region.METRO)
    return {
        "worksite": YouthFactory(jjems_number="N-1", worksite=cast.sites["harborview"], assigned_caseworker=cast.mateo),
        "region": YouthFactory(jjems_number="N-2", worksite=office),
        "elsewhere": cast.tavi,
    }


@pytest.mark.parametrize(
    ("title", "reached"),
    [
        (JobTitle.CASEWORKER, {"worksite"}),
        (JobTitle.PROVIDER_CASEWORK, {"worksite"}),
        (JobTitle.CLINICAL_DIRECTOR, {"worksite"}),
        (JobTitle.APPREHENSION_OFFICER, {"worksite", "region"}),
        (JobTitle.DISTRICT_MANAGER, {"worksite", "region"}),
        (JobTitle.REGIONAL_DIRECTOR, {"worksite", "region"}),
        (JobTitle.IT_SYSTEMS, set()),
        (JobTitle.INVESTIGATOR, set()),
        (JobTitle.ASSISTANT_GENERAL_COUNSEL, set()),
        (JobTitle.OTHER, set()),
    ],
)
def test_a_title_reaches_its_caseload_and_so_far_beyond(cast, neighbours, title, reached):
    person = UserFactory(job_title=title, worksite=cast.sites["harborview"])
    own = YouthFactory(jjems_number="OWN", worksite=cast.sites["cranberry"], assigned_caseworker=person)

    within = set(Youth.objects.within_reach(person))

    assert own in within
    assert {name for name, youth in neighbours.items() if youth in within} == reached


def test_names_are_sealed_in_the_table_and_in_memory(cast):
    cast.koa.other_names = ["Kekoa"]
    cast.koa.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_youth::text, first, last, born_on, other_names FROM people_youth")
        rows = [" ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row) for row in cursor]

    assert len(rows) == 2
    for word in ("Koa", "Benningfield", "Kekoa", "Eastergate", "2010-05-04"):
        assert not [row for row in rows if word.encode().hex() in row or word in row]
    assert "Koa" not in f"{cast.koa.first} {cast.koa!r} {vars(cast.koa)}"
    assert Youth.objects.get(pk=cast.koa.pk).other_names.reveal() == ["Kekoa"]


@pytest.mark.parametrize("lookup", ["first", "first__icontains", "last__startswith", "born_on__gt"])
def test_a_sealed_name_is_never_searched(db, lookup):
    with pytest.raises(FieldError):
        Youth.objects.filter(**{lookup: "Koa"}).count()


@pytest.mark.parametrize(
    "text", ["DEMO-100002", "demo-100002", " DEMO-100002 ", "Koa Benningfield", "koa  BENNINGFIELD", "Kóa Benningfield"]
)
def test_the_whole_number_or_the_whole_name_finds_a_youth(cast, now, text):
    assert services.look_up_youth(text, among=Youth.objects.all(), actor=cast.priya, at=now) == [cast.koa]


@pytest.mark.parametrize("text", ["Koa", "Benningfield", "Benningfield Koa", "DEMO-10000", "DEMO-%", "%", "_", "koa b"])
def test_a_part_of_it_finds_nobody(cast, now, text):
    assert services.look_up_youth(text, among=Youth.objects.all(), actor=cast.priya, at=now) == []


def test_the_key_of_a_name_tells_nothing_and_differs_from_the_name(cast):
    assert bytes(cast.koa.name_key) == name_key("Koa", "Benningfield")
    assert len(name_key("Koa", "Benningfield")) == 32
    assert name_key("Koa", "Benningfield") != name_key("Koa", "Benningfielt")


def test_a_look_up_is_recorded_without_what_was_typed(cast, now):
    services.look_up_youth("Koa Benningfield", among=Youth.objects.all(), actor=cast.priya, at=now)
    services.look_up_youth("Zephyr Alderbrook", among=Youth.objects.all(), actor=cast.priya, at=now)

    event = events_about(cast.koa).get()
    missed = AuditEvent.objects.filter(action="youth.not_found").last()
    assert (event.action, event.actor_name, event.facts) == ("youth.looked_up", "Priya Lindqvist", {})
    assert (missed.subject_id, missed.facts) == ("", {})


def test_a_caseworker_sees_the_names_of_the_own_caseload_and_no_others(cast, as_user):
    client = as_user(cast.dana)

    page = client.get(reverse("youth_list")).content.decode()

    assert "Koa Benningfield" in page
    assert "Tavi" not in page
    assert "Find a youth" not in page
    assert "Koa Benningfield" in client.get(cast.koa.get_absolute_url()).content.decode()
    assert client.get(cast.tavi.get_absolute_url()).status_code == 404
    assert not events_about(cast.koa).exists()


def test_somebody_without_a_caseload_finds_an_empty_page_and_cannot_look_up(cast, as_user):
    client = as_user(cast.lucinda)

    answer = client.post(reverse("youth_list"), {"number": "DEMO-100002"})

    assert "No youth is in your caseload." in answer.content.decode()
    assert not events_about(cast.koa).exists()


def test_an_administrator_finds_a_youth_by_number_and_reads_no_name(cast, as_user):
    client = as_user(cast.bram)

    page = client.post(reverse("youth_list"), {"number": "demo-100002"}, follow=True).content.decode()

    assert "K.B. · DEMO-100002" in page
    assert "Benningfield" not in page
    assert "2010" not in page
    assert "No youth on the list" in client.post(reverse("youth_list"), {"number": "Koa Benningfield"}).content.decode()
    assert [event.action for event in events_about(cast.koa)] == ["youth.looked_up"]


def test_legal_reads_the_name_and_that_is_recorded(cast, as_user):
    page = as_user(cast.priya).get(cast.koa.get_absolute_url()).content.decode()

    assert "Koa Benningfield" in page
    assert events_about(cast.koa).get().action == "youth.name_read"


@pytest.mark.parametrize("typed", ["", "\0", "x" * 41, "DEMO-1\0"])
def test_bad_input_gets_an_error_at_the_field(cast, as_user, typed):
    answer = as_user(cast.bram).post(reverse("youth_list"), {"number": typed})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["number"]


def change(client, youth, **typed):
    standing = {"status": youth.status, "worksite": youth.worksite_id, "assigned_caseworker": "", "custody_note": ""}
    return client.post(reverse("youth_edit", args=[youth.public_id]), standing | typed)


def test_an_administrator_gives_a_youth_another_caseworker(cast, as_user):
    answer = change(as_user(cast.bram), cast.koa, assigned_caseworker="Mateo Rivard")

    assert answer.url == cast.koa.get_absolute_url()
    assert Youth.objects.get(pk=cast.koa.pk).assigned_caseworker == cast.mateo
    event = events_about(cast.koa).get()
    assert (event.was, event.becomes) == ("Dana Okafor-Lane", "Mateo Rivard")


def test_a_worksite_brings_its_region(cast, as_user):
    change(as_user(cast.bram), cast.koa, worksite=cast.sites["cranberry"].pk, assigned_caseworker="dana")

    assert Youth.objects.get(pk=cast.koa.pk).region == Region.SOUTHEAST


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Bram Ekstrom", "Nobody takes a youth into their own caseload."),
        ("Nobody Known", "Nobody who works here is known by this."),
        ("\0", "Null characters are not allowed."),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_a_caseworker_who_cannot_be_is_refused_at_the_field(cast, as_user, typed, sentence):
    answer = change(as_user(cast.bram), cast.koa, assigned_caseworker=typed)

    assert sentence in str(answer.context["form"].errors["assigned_caseworker"])
    assert Youth.objects.get(pk=cast.koa.pk).assigned_caseworker == cast.dana


def test_two_people_of_one_name_are_told_apart_by_number(cast, as_user):
    twins = [UserFactory(legal_first="Ellis", legal_last="Brandvold", username=f"ellis{n}") for n in (1, 2)]

    answer = change(as_user(cast.bram), cast.koa, assigned_caseworker="ellis brandvold")
    error = str(answer.context["form"].errors["assigned_caseworker"])
    change(as_user(cast.bram), cast.koa, assigned_caseworker=twins[1].employee_number)

    assert all(twin.employee_number in error for twin in twins)
    assert Youth.objects.get(pk=cast.koa.pk).assigned_caseworker == twins[1]


@pytest.mark.parametrize("who", ["dana", "bram"])
def test_the_caseworker_or_an_administrator_records_a_discharge(cast, as_user, who):
    client = as_user(getattr(cast, who))
    address = reverse("youth_discharge", args=[cast.koa.public_id])
    assert "cannot be taken back" in client.get(address).content.decode()

    client.post(address)

    assert Youth.objects.get(pk=cast.koa.pk).is_discharged
    assert [notice.recipient for notice in Notice.objects.all()] == ([cast.dana] if who == "bram" else [])
    assert client.post(address).status_code == 403 if who == "bram" else True


@pytest.mark.parametrize("who", ["mateo", "beatrix", "juniper", "lucinda", "ines"])
def test_others_find_no_youth_to_discharge(cast, as_user, who):
    answer = as_user(getattr(cast, who)).post(reverse("youth_discharge", args=[cast.koa.public_id]))

    assert answer.status_code == 404
    assert not Youth.objects.get(pk=cast.koa.pk).is_discharged


def test_legal_does_not_record_a_discharge(cast, as_user):
    answer = as_user(cast.priya).post(reverse("youth_discharge", args=[cast.koa.public_id]))

    assert answer.status_code == 403
    assert "Only the assigned caseworker" in answer.content.decode()


def test_a_caseworker_changes_nothing_but_a_discharge(cast, now):
    with pytest.raises(NotAllowed, match="Only a portal administrator changes the youth list"):
        personnel.change_youth(cast.koa, actor=cast.dana, at=now, assigned_caseworker=None)


def test_an_administrator_adds_a_youth_with_sealed_names(cast, as_user):
    typed = {
        "jjems_number": "DEMO-100099",
        "first": "Zephyr",
        "last": "O'Alder-Brook",
        "other_names": "Zef, Z.",
        "born_on": "2011-02-03",
        "status": YouthStatus.DETAINED,
        "worksite": cast.sites["cranberry"].pk,
        "assigned_caseworker": "Juniper Slate",
        "custody_note": "dcf",
    }
    answer = as_user(cast.bram).post(reverse("youth_new"), typed)

    youth = Youth.objects.get(jjems_number="DEMO-100099")
    assert answer.url == youth.get_absolute_url()
    assert (youth.full_name, youth.other_names.reveal(), youth.region) == (
        "Zephyr O'Alder-Brook",
        ["Zef", "Z."],
        Region.SOUTHEAST,
    )
    assert youth.born_on.reveal() == datetime.date(2011, 2, 3).isoformat()
    assert list(Youth.objects.found_by("zephyr o'alder-brook")) == [youth]
    assert User.objects.get(pk=cast.juniper.pk).caseload.count() == 2
    again = as_user(cast.bram).post(reverse("youth_new"), typed | {"jjems_number": "demo-100099"})
    assert "on the list already" in str(again.context["form"].errors)
