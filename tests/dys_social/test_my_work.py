"""My work: what waits, what is due, and what happens if nothing is done."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from authorizations.choices import Connection, ViewerAnswer
from authorizations.services import accounts, compliance, course, notes, reviews
from dys_social import personnel
from dys_social.sweeps import run
from dys_social.work_page import page_of
from dys_social.work_queue import gather
from investigations.services import issues
from people.models import RoleGrant
from people.roles import Role
from policy.calendar import add_business_days, local_day
from policy.services import acknowledge, change_setting
from tests.factories import authorizations as make
from tests.factories import evidence, investigations
from tests.factories.people import YouthFactory
from workflow.identity import acting_as

DAY = datetime.timedelta(days=1)


def page(person, at):
    return page_of(gather(type(person).objects.get(pk=person.pk), at=at))


def words(rows):
    """Every word of a table's rows, for looking something up in."""
    return " ".join(str(cell) for row in rows for cell in row["cells"]).replace("\u00a0", " ")


def late(at, days=6):
    """Noon of the business day so many business days later."""
    day = add_business_days(local_day(at), days)
    return at + (day - local_day(at)) * 1


# Decisions


def test_requests_wait_for_the_supervisor_the_oldest_first(cast, now):
    older = make.submitted(cast.mateo, cast.koa, at=now - 2 * DAY)
    newer = make.submitted(cast.dana, cast.koa, at=now)

    rows = page(cast.beatrix, now)["decisions"]

    assert [row["cells"][0]["text"] for row in rows] == [older.number, newer.number]
    assert rows[0]["first"]


@pytest.mark.clause("B.2")
def test_a_request_waits_for_nobody_but_the_employees_own_supervisor(cast, now):
    make.submitted(cast.dana, cast.koa, at=now)

    seen_by = {
        name
        for name in vars(cast)
        if hasattr(getattr(cast, name), "roles") and page(getattr(cast, name), now)["decisions"]
    }

    assert seen_by == {"beatrix"}


def test_the_next_in_line_is_named_as_the_one_who_may_decide_after_the_target(cast, now):
    request = make.submitted(cast.dana, cast.koa, at=now)

    in_time, overdue = page(cast.beatrix, now), page(cast.beatrix, late(now))

    assert "After Tue Nov 24 Hollis Marchetti may decide it." in words(in_time["decisions"])
    assert "Hollis Marchetti may decide it in your place" in words(overdue["decisions"])
    assert overdue["decisions"][0]["cells"][3]["status"] == {"kind": "overdue", "text": "Overdue by 1 day"}
    assert request.decide_by == datetime.date(2026, 11, 24)


def test_a_late_request_stands_on_the_page_of_the_next_in_line_and_not_before(cast, now):
    make.submitted(cast.dana, cast.koa, at=now)

    assert page(cast.hollis, now)["decisions"] == []
    assert "You and Beatrix Nwosu are reminded" in words(page(cast.hollis, late(now))["decisions"])


def test_under_a_supervisor_who_left_the_next_in_line_decides_and_is_the_one_reminded(cast, now):
    make.submitted(cast.dana, cast.koa, at=now)
    personnel.set_employment_status(cast.beatrix, "separated", actor=cast.bram, at=now, day=local_day(now))

    said = words(page(cast.hollis, now)["decisions"])

    assert "It stays undecided. You are reminded every second business day once it is late." in said


def test_without_the_chain_nobody_is_promised_to_decide_in_the_supervisors_place(cast, now):
    change_setting("allow_chain_decision", False, actor=cast.bram, at=now, reason="Tried for a month")
    make.submitted(cast.dana, cast.koa, at=now)

    assert "It stays undecided." in words(page(cast.beatrix, late(now))["decisions"])
    assert page(cast.hollis, late(now))["decisions"] == []


def test_the_delegate_sees_for_whom_they_decide_and_that_it_goes_back(cast, now):
    make.submitted(cast.juniper, cast.tavi, at=now)
    today = local_day(now)
    personnel.delegate(
        cast.noor, cast.beatrix, from_on=today, to_on=today + 2 * DAY, reason="Leave", actor=cast.noor, at=now
    )

    said = words(page(cast.beatrix, now)["decisions"])

    assert "for Noor Halloran" in said
    assert "It goes back to Noor Halloran, for whom you decide until Nov 19." in said
    assert "My decisions: handed to Beatrix Nwosu until Nov\u00a019" in page(cast.noor, now)["calm_lines"]


def test_a_new_account_name_waits_among_the_decisions(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now - 9 * DAY)
    accounts.ask_rename(leave, new_handle_entered="demo_new", reason="Renamed", actor=cast.dana, at=now)

    row = page(cast.beatrix, now)["decisions"][0]

    assert row["cells"][0]["url"].startswith(leave.get_absolute_url())
    assert row["cells"][0]["meta"] == "Account renamed on X"
    assert "The old account name stays on record" in words([row])
    assert row["cells"][3]["status"]["text"] == "Due in 5 days"


def test_the_filled_button_leads_to_the_form_that_decides_the_oldest_request(as_user, cast, now):
    request = make.submitted(cast.dana, cast.koa, at=now)
    client = as_user(cast.beatrix)

    home = client.get("/")
    opened = client.get(request.get_absolute_url())

    assert home.context["primary"]["url"] == request.get_absolute_url()
    assert home.content.decode().count("btn-primary") == 1
    assert 'id="decision"' in opened.content.decode()
    assert reverse("supervision_decide", args=[request.public_id]) in opened.content.decode()


def test_youth_are_named_by_initials_and_number_only(as_user, cast, now):
    make.submitted(cast.dana, cast.koa, at=now)

    for person in (cast.beatrix, cast.dana):
        content = as_user(person).get("/").content.decode()
        assert "K.B. · DEMO-100002" in content
        assert "Koa" not in content
        assert "Benningfield" not in content


# What is due


def test_the_end_of_a_leave_is_due_for_the_supervisor_and_says_what_follows(cast, now):
    day = local_day(now)
    make.granted(cast.dana, cast.koa, at=now, requested_to=day + 6 * DAY)

    due = page(cast.beatrix, now + DAY / 24)["due"]

    ending = next(item for item in due if item.get("after") == "of Dana Okafor-Lane expires")
    assert ending["on"] == day + 6 * DAY
    assert ending["nothing"].startswith("It ends that night. Dana must stop viewing")


def test_a_renewal_under_way_is_said_beside_the_end(cast, now):
    first = make.granted(cast.dana, cast.koa, at=now, requested_to=local_day(now) + 6 * DAY)
    make.submitted(cast.dana, cast.koa, at=now, renews=first)

    due = page(cast.beatrix, now)["due"]

    assert "Its renewal waits for your decision." in [item.get("meta") for item in due]


def test_a_new_supervisor_is_asked_to_reaffirm_and_told_that_it_stays_valid(cast, now):
    make.granted(cast.dana, cast.koa, at=now)
    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=now)

    due = page(cast.noor, now)["due"]

    item = next(item for item in due if item.get("before") == "Re-affirm")
    assert item["meta"].replace("\u00a0", " ") == "Granted by Beatrix Nwosu; you became supervisor on Nov 17."
    assert item["nothing"] == "It stays valid and is listed as not re-affirmed."
    assert item["ours"] == "DYS control, not policy"


def test_leave_at_rest_can_be_resumed_once_the_employee_is_back(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)
    change = {"actor": cast.bram, "day": local_day(now)}
    personnel.set_employment_status(cast.dana, "on_leave", at=now, **change)
    personnel.set_employment_status(cast.dana, "active", at=now + DAY, **change)

    due = page(cast.beatrix, now + DAY)["due"]

    assert [item["title"] for item in due if item.get("before") == "Resume"] == [leave.number]


@pytest.mark.clause("B.2.c")
def test_late_notes_of_staff_say_how_often_they_were_asked_for(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)
    for days in (2, 3):
        run(late(now, days))

    shown = page(cast.beatrix, late(now, 3))

    assert [item["title"] for item in shown["late"]] == [leave.number]
    assert shown["late"][0]["status"]["text"] == "1 day late"
    assert shown["late"][0]["meta"].replace("\u00a0", " ").endswith("Due Thu Nov 19. Asked twice; again on Mon Nov 23.")
    assert shown["late_note"].endswith("After five it asks Hollis Marchetti too.")


def test_notes_late_by_five_business_days_reach_the_next_in_line(cast, now):
    make.granted(cast.dana, cast.koa, at=now)

    assert page(cast.hollis, late(now, 6))["late"] == []
    assert len(page(cast.hollis, late(now, 7))["late"]) == 1


# One's own


@pytest.mark.clause("B.2/0a")
def test_nobody_is_told_that_social_media_would_be_required(as_user, cast):
    content = as_user(cast.dana).get("/").content.decode()

    assert "You are never required to use social media to supervise youth." in content
    assert "My own authorizations: none, and none required" in content


def test_an_employee_sees_the_next_duty_of_each_authorization(cast, now):
    make.granted(cast.dana, cast.koa, at=now)
    make.draft(cast.dana, cast.koa, at=now)

    own = page(cast.dana, late(now, 3))["own"]

    assert [row["cells"][2]["text"] for row in own] == [
        "Enter the note in JJEMS, then confirm it",
        "Finish and sign it",
    ]
    assert own[0]["first"]
    assert "You and Beatrix Nwosu are asked every business day; after five, Hollis Marchetti too." in words(own)


@pytest.mark.clause("B.2.d")
def test_the_privacy_check_is_the_next_duty_when_it_comes_before_the_end(cast, now):
    leave = make.granted(
        cast.dana,
        cast.koa,
        at=now,
        platform="linkedin",
        viewer_answer=ViewerAnswer.HIDDEN,
        privacy_checked_on=local_day(now),
    )
    note = leave.notes.get()
    notes.confirm(note, entered_on=local_day(now), jjems_reference="N-1", actor=cast.dana, at=now)

    row = page(cast.dana, now + 95 * DAY)["own"][0]

    assert row["cells"][2] == {"text": "Check again that the site hides you as a viewer", "clause": "B.2.d"}
    assert row["cells"][3]["status"]["text"] == "Overdue by 5 days"


def test_an_end_note_stays_on_the_page_of_who_must_enter_it(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)
    course.revoke(leave, reason="Used by two", actor=cast.beatrix, at=now + DAY)

    own = page(cast.dana, now + DAY)["own"]

    assert own[0]["cells"][0]["text"] == leave.number
    assert own[0]["cells"][2]["text"] == "Confirm the end note in JJEMS"


def test_a_draft_that_waits_for_legal_asks_nothing_of_its_author(cast, now):
    draft = make.draft(cast.dana, cast.koa, at=now, existing_connection=Connection.FAMILY)
    compliance.report_connection(draft, statement="An aunt", actor=cast.dana, at=now)

    row = page(cast.dana, now)["own"][0]

    assert not row["is_to_do"]
    assert "The Legal Unit answers first" in words([row])


def test_the_assigned_caseworker_sees_who_else_may_view(cast, now):
    leave = make.granted(cast.mateo, cast.koa, at=now)

    assert [item["title"] for item in page(cast.dana, now)["caseload"]] == [leave.number]
    assert page(cast.juniper, now)["caseload"] == []


def test_the_policy_is_to_be_read_until_it_is_acknowledged(cast, now):
    before = page(cast.dana, now)
    acknowledge(cast.dana, kind="policy", at=now)
    after = page(cast.dana, now)

    assert [item["title"] for item in before["due"]] == ["Read the policy and say so"]
    assert after["due"] == []
    assert "Policy: acknowledged until Nov\u00a017,\u00a02027" in after["calm_lines"]


# Desks


def test_legal_sees_what_waits_for_the_unit(cast, now):
    draft = make.draft(cast.dana, cast.koa, at=now, existing_connection=Connection.FAMILY)
    compliance.report_connection(draft, statement="An aunt", actor=cast.dana, at=now)
    RoleGrant.objects.create(person=cast.dana, role=Role.LEGAL, granted_by=cast.bram, granted_at=now)

    desk = page(cast.priya, now)["desks"][0]

    assert [entry["title"] for entry in desk["entries"]] == [
        "One compliance issue is open",
        "One role waits for a second person",
    ]


def _issue_of(employee, youth, at):
    draft = make.draft(employee, youth, at=at, existing_connection=Connection.FAMILY)
    return compliance.report_connection(draft, statement="An aunt", actor=employee, at=at)


def test_legal_sees_by_due_date_the_issues_that_are_its_readers_or_nobodys(cast, now):
    free, mine, of_another, own = (
        _issue_of(person, cast.koa, now - days * DAY)
        for person, days in ((cast.dana, 0), (cast.mateo, 2), (cast.juniper, 3), (cast.priya, 4))
    )
    compliance.take(mine, actor=cast.priya, at=now)
    compliance.take(of_another, actor=cast.imogen, at=now)

    items = [item for item in page(cast.priya, now)["due"] if item.get("on")]

    assert [(item["url"], item["meta"]) for item in items] == [
        (mine.get_absolute_url(), "It is yours."),
        (free.get_absolute_url(), "Nobody has it yet."),
    ]
    assert [item["on"] for item in items] == [mine.due_on, free.due_on]
    assert own.get_absolute_url() not in str(page(cast.priya, now))
    assert "Existing connection" not in str(page(cast.bram, now)["due"])


def test_a_confidential_issue_is_there_in_words_that_say_nothing(cast, now):
    leave = investigations.active(cast.leona, cast.koa, at=now)
    free, of_another = (
        issues.open_issue(leave, "not_deactivated", clause="B.3.a", person=cast.leona, statement="Late", at=now)
        for _number in range(2)
    )
    with acting_as(cast.imogen):
        issues.take(of_another, actor=cast.imogen, at=now)

    def due(person):
        return [item["title"] for item in page(person, now)["due"] if "issue" in item["url"]]

    assert due(cast.priya) == ["Confidential compliance issue that nobody has yet"]
    assert due(cast.imogen) == [
        "Confidential compliance issue that nobody has yet",
        "Confidential compliance issue that you have",
    ]
    assert due(cast.leona) == due(cast.bram) == []
    assert free.due_on == add_business_days(local_day(now), 5)


def test_a_refused_account_name_is_counted_for_legal_alone(cast, now):
    make.submitted(cast.mateo, cast.koa, at=now, handle="demo_held")
    draft = make.draft(cast.juniper, cast.tavi, at=now, handle="demo_held")
    with pytest.raises(accounts.HandleConflict):
        make.submit(draft, at=now)

    assert "One account name was refused in 30 days" in str(page(cast.priya, now)["desks"])
    assert "refused" not in str([page(person, now)["desks"] for person in (cast.bram, cast.ines, cast.beatrix)])


def test_an_administrator_sees_the_health_of_the_portal_and_counts_only(cast, now):
    request = make.submitted(cast.dana, cast.koa, at=now)
    personnel.change_supervisor(cast.mateo, None, actor=cast.bram, at=now)

    shown = page(cast.bram, now + DAY)

    assert "One person has no supervisor of record" in str(shown["desks"])
    assert "mails wait longer than ten minutes" in str(shown["desks"])
    assert "Authorizations: 0 in force, 1 waiting" in shown["calm_lines"]
    assert request.number not in str(shown)


def test_an_auditor_is_led_to_the_trail(as_user, cast):
    content = as_user(cast.ines).get("/").content.decode()

    assert f'href="{reverse("trail_list")}"' in content


def test_with_nothing_to_do_the_page_says_so_calmly(cast, now):
    acknowledge(cast.beatrix, kind="policy", at=now)

    shown = page(cast.beatrix, now)

    assert shown["lead"] == "Tuesday, November 17. Nothing waits for you."
    assert shown["calm_title"] == "Nothing needs you"
    assert {"Decisions: none wait for you", "Late notes of my staff: none"} <= set(shown["calm_lines"])


# Supervisor reviews


def reviews_on(person, at):
    """What the page says of reviews: [(what, about whom or with whom)]"""
    items = [item for item in page(person, at)["due"] if "supervisor review" in item.get("before", "").lower()]
    assert all(item["ours"] == "DYS control, not policy" and "clause" not in item for item in items)
    return [(item["before"], item["after"]) for item in items]


def test_a_review_stands_on_the_pages_of_both_people_from_two_weeks_before(cast, now):
    make.granted(cast.dana, cast.koa, at=now)

    assert reviews_on(cast.beatrix, now + 75 * DAY) == reviews_on(cast.dana, now + 75 * DAY) == []
    assert reviews_on(cast.beatrix, now + 76 * DAY) == [("Hold the supervisor review of", "of Dana Okafor-Lane")]
    assert reviews_on(cast.dana, now + 76 * DAY) == [("Supervisor review of", "with your supervisor")]
    assert reviews_on(cast.hollis, now + 76 * DAY) == reviews_on(cast.mateo, now + 76 * DAY) == []


def test_signed_it_waits_for_the_employee_and_disputed_for_the_supervisor(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now)
    signed = make.signed_review(leave.reviews.get(), at=now + DAY)
    assert reviews_on(cast.dana, now + DAY) == [("Acknowledge the supervisor review of", "")]
    assert reviews_on(cast.beatrix, now + DAY) == []

    reviews.dispute(signed, actor=cast.dana, at=now + DAY, reason="Not so")

    assert reviews_on(cast.dana, now + DAY) == []
    assert reviews_on(cast.beatrix, now + DAY) == [("Correct the supervisor review of", "of Dana Okafor-Lane")]


def test_who_stands_in_sees_the_reviews_that_are_due(cast, now):
    make.granted(cast.juniper, cast.tavi, at=now)
    day = local_day(now + 80 * DAY)
    personnel.delegate(cast.noor, cast.beatrix, from_on=day, to_on=day, reason="Leave", actor=cast.noor, at=now)

    assert reviews_on(cast.beatrix, now + 79 * DAY) == []
    assert reviews_on(cast.beatrix, now + 80 * DAY) == [("Hold the supervisor review of", "of Juniper Slate")]


# Queries


def queries_of(client):
    client.get("/")  # what is read once a minute is read now
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    framing = ("SAVEPOINT", "RELEASE", "WITH before")  # a test's own transaction around the page's
    return sum(not query["sql"].startswith(framing) for query in captured)


def test_the_page_takes_the_same_queries_for_one_row_as_for_thirty(as_user, cast, now):
    RoleGrant.objects.create(person=cast.bram, role=Role.LEGAL, granted_at=now, confirmed_at=now)
    clients = [as_user(person) for person in (cast.beatrix, cast.dana, cast.hollis, cast.imogen, cast.bram)]
    _one_of_each(cast, now, cast.koa)
    few = [queries_of(client) for client in clients]
    for number in range(9):
        youth = YouthFactory(jjems_number=f"MANY-{number}", worksite=cast.koa.worksite, assigned_caseworker=cast.dana)
        _one_of_each(cast, now, youth)
    many = [queries_of(client) for client in clients]

    assert many == few
    assert max(many) <= 15


def _one_of_each(cast, now, youth):
    """A request that waits, leave with an overdue note that ends soon, a colleague's leave for the same youth."""
    long_ago = now - 30 * DAY
    make.submitted(cast.dana, youth, at=long_ago)
    make.granted(cast.dana, youth, at=long_ago, requested_to=local_day(now) + 5 * DAY)
    make.granted(cast.mateo, youth, at=long_ago)


# Captured evidence


@pytest.mark.usefixtures("vault")
def test_a_capture_waits_to_be_filed_and_told(cast, now):
    leave = make.granted(cast.dana, cast.koa, at=now - DAY)
    item = evidence.logged(leave, at=now, relevance=["abuse"])
    evidence.drafted(leave, at=now, files=0)

    due = [entry for entry in page(cast.dana, now)["due"] if entry.get("clause") == "B.2.f"]

    assert {entry["title"] for entry in due} == {"A capture that is not on record yet", item.number}
    filed = next(entry for entry in due if entry["title"] == item.number)
    assert "Put it in the youth's file." in filed["meta"] and "Three notifications are open." in filed["meta"]
    assert "every hour" in filed["nothing"]
    assert not [entry for entry in page(cast.mateo, now)["due"] if entry.get("clause") == "B.2.f"]


@pytest.mark.usefixtures("vault")
def test_legal_sees_that_a_gate_was_answered_with_yes(cast, now):
    evidence.gated(make.granted(cast.dana, cast.koa, at=now - DAY), at=now)

    (desk,) = page(cast.priya, now)["desks"]

    assert desk["entries"][0]["title"].startswith("One content gate was answered with yes")


def test_a_caseload_is_a_link_away(cast, now):
    links = {person: [link["label"] for link in page(person, now)["links"]] for person in (cast.dana, cast.mateo)}

    assert "Youth of my caseload" in links[cast.dana]
    assert "Youth of my caseload" not in links[cast.mateo]
