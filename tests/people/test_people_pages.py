"""The pages about people: who may open them, what they hold, what they do with bad input."""

import datetime
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.services import events_about
from people.models import Delegation, Provider, RoleGrant, User, Youth
from people.roles import Role
from people.titles import EmploymentStatus, JobTitle, Unit
from tests.factories.people import UserFactory
from tests.queries import MOST

MISSING = "11111111-1111-4111-8111-111111111111"
ADMIN, LEGAL = {"bram"}, {"priya", "imogen"}
EVERYBODY = {
    "adaeze",
    "rolf",
    "imogen",
    "priya",
    "leona",
    "hollis",
    "beatrix",
    "dana",
    "ottilie",
    "bram",
    "lucinda",
    "ines",
}
PAGES = {
    "people_list": ADMIN | LEGAL,
    "person_detail": ADMIN | LEGAL,
    "person_new": ADMIN,
    "person_edit": ADMIN,
    "person_supervisor": ADMIN,
    "person_move": ADMIN,
    "person_status": ADMIN,
    "person_delegate": ADMIN,
    "youth_new": ADMIN,
    "youth_list": EVERYBODY,
    "delegation_list": EVERYBODY,
}


def address(name, cast):
    takes_person = name.startswith("person_") and name != "person_new"
    return reverse(name, args=[cast.mateo.public_id] if takes_person else [])


def typed(**more):
    today = timezone.localdate()
    return {
        "legal_first": "Renée",
        "legal_last": 'O\'Brien-"Quote" <b>Łukasiewicz</b>',
        "preferred_name": "",
        "employee_number": "D01234",
        "work_email": "renee@dys.example",
        "username": "Renee",
        "employment_type": "state",
        "provider": "",
        "unit": Unit.COMMUNITY,
        "vg_username": "",
        "job_title": JobTitle.CASEWORKER,
        "title_text": "",
        "supervisor": "Beatrix Nwosu",
        "day": today,
    } | more


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_page_opens_for_its_roles_and_does_not_exist_for_others(cast, as_user, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/nothing/here/").content

    for name, readers in PAGES.items():
        answer = client.get(address(name, cast))
        assert answer.status_code == (200 if who in readers else 404), name
        if answer.status_code == 404:
            assert answer.content == missing, name


@pytest.mark.parametrize(
    ("name", "who"),
    [("person_role_grant", ADMIN), ("person_role_confirm", LEGAL), ("person_role_end", ADMIN | LEGAL)],
)
def test_acts_on_roles_are_for_their_roles_by_post_only(cast, as_user, now, name, who):
    for person in EVERYBODY:
        grant = RoleGrant.objects.create(person=cast.mateo, role=Role.LEGAL, granted_by=cast.bram, granted_at=now)
        args = [cast.mateo.public_id] + ([] if name == "person_role_grant" else [grant.public_id])
        client = as_user(getattr(cast, person))

        assert client.get(reverse(name, args=args)).status_code == (405 if person in who else 404), person
        assert client.post(reverse(name, args=args), {"role": "hr"}).status_code == (302 if person in who else 404)
        RoleGrant.objects.filter(person=cast.mateo).delete()


@pytest.mark.parametrize("name", ["person_detail", "person_edit", "person_supervisor", "person_move", "person_status"])
def test_an_id_that_does_not_exist_is_missing(cast, as_user, name):
    assert as_user(cast.bram).get(reverse(name, args=[MISSING])).status_code == 404


def test_an_administrator_does_not_change_their_own_record(cast, as_user):
    client = as_user(cast.bram)

    assert "Nobody changes their own record" in client.get(cast.bram.get_absolute_url()).content.decode()
    for name in ("person_edit", "person_supervisor", "person_move", "person_status"):
        assert client.post(reverse(name, args=[cast.bram.public_id]), typed()).status_code == 403


def names(answer):
    return [person.full_name for person in answer.context["page"].rows]


def test_people_are_filtered_by_name_place_title_and_status_and_no_name_stands_in_an_address(cast, as_user):
    client = as_user(cast.bram)

    def show(**filters):
        answer = client.post(reverse("people_list"), filters)
        assert answer.url == reverse("people_list")
        return names(client.get(answer.url))

    assert show(name="dana") == ["Dana Okafor-Lane"]
    assert show(name="okafor DANA") == ["Dana Okafor-Lane"]
    assert show(name="%") == []
    assert show(worksite=cast.sites["cranberry"].pk) == ["Noor Halloran", "Juniper Slate"]
    assert show(job_title=JobTitle.CASEWORKER, name="a") == ["Dana Okafor-Lane", "Mateo Rivard", "Juniper Slate"]
    assert show(employment_status=EmploymentStatus.SEPARATED) == []
    assert len(show(clear="1", name="dana")) == 15


@pytest.mark.parametrize("filters", [{"name": "\0"}, {"name": "x" * 101}, {"worksite": "x"}, {"job_title": "king"}])
def test_a_filter_that_makes_no_sense_says_so(cast, as_user, filters):
    answer = as_user(cast.bram).post(reverse("people_list"), filters)

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(filters)


def test_the_list_pages_by_name_and_back(cast, as_user):
    for number in range(60):
        name = "Same" if number % 2 else f"Person{number:02}"
        UserFactory(legal_first="Pat", legal_last=name, username=f"pat{number}")
    client = as_user(cast.bram)
    expected = [
        person.full_name + person.employee_number for person in User.objects.order_by("legal_last", "legal_first", "pk")
    ]
    seen, cursors, cursor = [], [], ""
    while True:
        page = client.get(reverse("people_list"), {"cursor": cursor}).context["page"]
        seen.append([person.full_name + person.employee_number for person in page.rows])
        cursors.append(page.newer)
        if not page.older:
            break
        cursor = page.older

    assert sum(seen, []) == expected
    assert [len(rows) for rows in seen] == [25, 25, 25]
    back = client.get(reverse("people_list"), {"cursor": cursors[-1]}).context["page"]
    assert [person.full_name + person.employee_number for person in back.rows] == seen[-2]
    assert cursors[0] == "" and back.newer and back.older


@pytest.mark.parametrize("cursor", ["x", "\0", "after.", f"after.{MISSING}", f"before.{MISSING}", "é" * 3000])
def test_a_cursor_of_somebody_elses_making_gives_the_first_page(cast, as_user, cursor):
    assert len(names(as_user(cast.bram).get(reverse("people_list"), {"cursor": cursor}))) == 15


@pytest.mark.parametrize("name", ["people_list", "person_detail", "delegation_list", "youth_list"])
def test_more_rows_cost_no_more_questions(cast, as_user, django_assert_max_num_queries, name):
    today = timezone.localdate()
    for _person in range(30):
        someone = UserFactory(reports_to=cast.mateo)
        UserFactory(reports_to=someone)
        Delegation.objects.create(
            supervisor=cast.mateo, delegate=someone, from_on=today, to_on=today, reason="x", created_at=timezone.now()
        )
    client = as_user(cast.bram)
    client.get(address(name, cast))

    with django_assert_max_num_queries(MOST):
        client.get(address(name, cast))


def test_a_record_shows_line_roles_and_history_and_no_sign_ins(cast, as_user, now):
    client = as_user(cast.bram)
    client.post(reverse("person_supervisor", args=[cast.mateo.public_id]), {"supervisor": cast.noor.employee_number})
    client.post(reverse("person_role_grant", args=[cast.mateo.public_id]), {"role": "legal"})
    as_user(cast.mateo).post(reverse("sign_out"))

    page = client.get(cast.mateo.get_absolute_url()).content.decode()

    assert "Supervisor of record set by Bram Ekstrom, from Beatrix Nwosu to Noor Halloran" in page
    assert "Role given by Bram Ekstrom: Legal Unit" in page
    assert "Waits for Legal" in page
    assert "Only a member of the Legal Unit confirms this role." in page
    assert "signed out" not in page
    assert "Confirm<" in as_user(cast.priya).get(cast.mateo.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("supervisor", "sentence"),
    [
        ("Mateo Rivard", "Nobody is their own supervisor."),
        ("Nobody Known", "Nobody who works here is known by this."),
        ("mateo\0", "Null characters are not allowed."),
        ("Bram Ekstrom", "Nobody places staff under themselves."),
        ("\u202enoor", "Nobody who works here is known by this."),
    ],
)
def test_a_supervisor_who_cannot_be_is_refused_at_the_field(cast, as_user, supervisor, sentence):
    answer = as_user(cast.bram).post(
        reverse("person_supervisor", args=[cast.mateo.public_id]), {"supervisor": supervisor}
    )

    assert answer.status_code == 200
    assert sentence in str(answer.context["form"].errors["supervisor"])
    assert User.objects.get(pk=cast.mateo.pk).reports_to == cast.beatrix


def test_a_person_is_added_with_a_line_and_without_a_password(cast, as_user):
    answer = as_user(cast.bram).post(reverse("person_new"), typed(worksite=cast.sites["harborview"].pk), follow=True)

    person = User.objects.get(employee_number="D01234")
    assert (person.username, person.reports_to, person.has_usable_password()) == ("renee", cast.beatrix, False)
    assert "&lt;b&gt;Łukasiewicz" in answer.content.decode()
    assert "<b>Łukasiewicz" not in answer.content.decode()
    assert [event.action for event in events_about(person).order_by("action")] == [
        "person.added",
        "person.supervisor_set",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["person_new", "youth_new"])
def test_a_double_click_adds_once(cast, as_user, name):
    site = cast.sites["harborview"].pk
    youth = {"jjems_number": "D-1", "first": "Zephyr", "last": "Alder", "born_on": "2011-02-03", "status": "detained"}
    sent = typed(worksite=site) if name == "person_new" else youth | {"worksite": site}
    client, barrier, answers = as_user(cast.bram), threading.Barrier(2), []

    def click():
        try:
            browser = Client()
            browser.cookies = client.cookies
            barrier.wait(timeout=10)
            answers.append(browser.post(reverse(name), sent).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 302]
    assert User.objects.filter(employee_number="D01234").count() + Youth.objects.filter(jjems_number="D-1").count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"username": "DANA"}, "username"),
        ({"work_email": "Dana@DYS.example"}, "work_email"),
        ({"work_email": "no address"}, "work_email"),
        ({"legal_first": "x" * 61}, "legal_first"),
        ({"legal_last": "a\0b"}, "legal_last"),
        ({"legal_last": "  "}, "legal_last"),
        ({"employment_type": "provider"}, "provider"),
        ({"vg_access_authorized": "on"}, "vg_username"),
        ({"worksite": ""}, "worksite"),
        ({"supervisor": "Nobody Known"}, "supervisor"),
        ({"job_title": "king"}, "job_title"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_at_the_field(cast, as_user, more, field):
    sent = typed(worksite=cast.sites["harborview"].pk) | more

    answer = as_user(cast.bram).post(reverse("person_new"), sent)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(employee_number="D01234").exists()


@pytest.mark.clause("B.2.b")
def test_a_former_legal_name_is_kept_for_comparison(cast, as_user):
    provider = Provider.objects.create(name="Bluestem Youth Partners")
    sent = typed(username="mateo", employment_type="provider", provider=provider.pk, legal_last="Rivard-Koskinen")

    as_user(cast.bram).post(reverse("person_edit", args=[cast.mateo.public_id]), sent)

    mateo = User.objects.get(pk=cast.mateo.pk)
    assert (mateo.former_names, mateo.legal_last, mateo.provider) == (["Mateo Rivard"], "Rivard-Koskinen", provider)
    assert "legal last" in events_about(mateo).get().facts["fields"]


def test_a_status_is_recorded_once_and_never_ahead_of_its_day(cast, as_user):
    client, url = as_user(cast.bram), reverse("person_status", args=[cast.mateo.public_id])
    today = timezone.localdate()

    ahead = client.post(url, {"status": "on_leave", "day": today + datetime.timedelta(days=1)})
    same = client.post(url, {"status": "active", "day": today})
    done = client.post(url, {"status": "on_leave", "day": today})

    assert "still to come" in str(ahead.context["form"].errors["day"])
    assert "on record already" in str(same.context["form"].errors["status"])
    assert done.url == cast.mateo.get_absolute_url()
    assert User.objects.get(pk=cast.mateo.pk).employment_status == EmploymentStatus.ON_LEAVE


def test_a_supervisor_hands_over_and_takes_back_on_one_page(cast, as_user):
    client, today = as_user(cast.beatrix), timezone.localdate()
    sent = {"delegate": cast.noor.public_id, "from_on": today, "to_on": today, "reason": "Training"}

    page = client.post(reverse("delegation_list"), sent, follow=True).content.decode()
    held = as_user(cast.noor).get(reverse("delegation_list")).content.decode()
    client.post(reverse("delegation_end", args=[Delegation.objects.get().public_id]))

    assert '<p class="what">Noor Halloran</p>' in page
    assert '<p class="what">Beatrix Nwosu</p>' not in page
    assert "For whom I decide" in held
    assert '<p class="what">Beatrix Nwosu</p>' in held
    assert '<p class="what">Noor Halloran</p>' not in held
    assert not Delegation.objects.active(today).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"delegate": "x"}, "delegate"),
        ({"delegate": "\0"}, "delegate"),
        ({"delegate": MISSING}, "delegate"),
        ({"delegate": "dana"}, "delegate"),
        ({"delegate": "beatrix"}, "delegate"),
        ({"to_on": "2020-01-01", "from_on": "2019-12-01"}, "to_on"),
        ({"to_on": "2026-02-30"}, "to_on"),
        ({"from_on": "9999-12-31"}, "to_on"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_input_of_a_hand_over_is_said_at_the_field(cast, as_user, more, field):
    today = timezone.localdate()
    if "delegate" in more and hasattr(cast, more["delegate"].strip("\0") or "-"):
        more = {"delegate": getattr(cast, more["delegate"]).public_id}
    sent = {"delegate": cast.noor.public_id, "from_on": today, "to_on": today, "reason": "Training"} | more

    answer = as_user(cast.beatrix).post(reverse("delegation_list"), sent)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert Delegation.objects.count() == 0


def test_somebody_without_staff_reads_why_there_is_nothing_to_hand_over(cast, as_user):
    page = as_user(cast.dana).get(reverse("delegation_list")).content.decode()

    assert "Only somebody who supervises staff has decisions to hand over." in page
    assert "Hand my decisions over" not in page


def test_an_administrator_hands_over_for_somebody_absent(cast, as_user):
    today = timezone.localdate()
    sent = {"delegate": cast.noor.public_id, "from_on": today, "to_on": today, "reason": "Ill"}

    answer = as_user(cast.bram).post(reverse("person_delegate", args=[cast.beatrix.public_id]), sent)

    assert answer.url == cast.beatrix.get_absolute_url()
    assert Delegation.objects.get().supervisor == cast.beatrix
