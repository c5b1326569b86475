"""Several reports at once: only what was opened and may be done, shown exactly before it is done, and undone."""

import pytest

from tests.violations.desk import closed, countersigned, filed, handed_in, heard, investigated, now_of, taken
from violations.models import Assignment, Message, Report
from violations.services import openings
from violations.states import State
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
SEVERAL, UNDO = "/reports/several/", "/reports/several/undo/"


def opened(person, *reports, at):
    with acting_as(person):
        for report in reports:
            openings.opened(report, actor=person, at=at)


def sent(client, act, *reports, **more):
    return client.post(SEVERAL, {"act": act, "report": [str(one.public_id) for one in reports], **more})


def confirmed(client, act, *reports, **answers):
    mark = sent(client, act, *reports).context["mark"]
    return sent(client, act, *reports, confirmed=mark, **answers)


def asked(report):
    with acting_as_system("intake"):
        return list(Assignment.objects.filter(report=report, ended_at=None).values_list("person__username", flat=True))


def ready(cast, at):
    return countersigned(cast, handed_in(cast, heard(cast, investigated(cast, at), at), at), at)


def test_the_preview_counts_exactly_what_was_opened_and_may_be_done(cast, now, as_user):
    first, second, unopened = (taken(cast, now) for _number in range(3))
    not_taken = filed(cast, now)
    opened(cast.priya, first, second, not_taken, at=now)

    page = sent(as_user(cast.priya), "assign", first, second, unopened, not_taken)

    assert page.context["title"] == "Assign 2 reports"
    assert {one.number for one in page.context["able"]} == {first.number, second.number}
    why = {one["report"].number: one["why"] for one in page.context["others"]}
    assert why[unopened.number] == "You have not opened it."
    assert "Received" in why[not_taken.number]
    assert asked(first) == []


def test_what_one_may_not_know_of_is_not_even_left_out(cast, now, as_user):
    walled = filed(cast, now, cast.priya)
    own = filed(cast, now, by=cast.priya)

    page = sent(as_user(cast.priya), "close", walled, own)

    assert page.context["able"] == page.context["others"] == []
    for one in (walled, own):
        assert one.number not in page.content.decode()


def test_several_are_assigned_and_that_is_undone(cast, now, as_user):
    first, second = taken(cast, now), taken(cast, now)
    opened(cast.priya, first, second, at=now)
    client = as_user(cast.priya)

    confirmed(client, "assign", first, second, person="leona", reason="She knows the site.")
    assert (asked(first), asked(second)) == (["leona"], ["leona"])
    assert "You asked somebody to handle 2 reports." in client.get("/reports/").content.decode()

    client.post(UNDO)
    assert (asked(first), asked(second)) == ([], [])
    assert now_of(first).handler == cast.priya
    assert "You asked somebody" not in client.get("/reports/").content.decode()


def test_several_are_closed_and_each_reporter_reads_it_and_reads_that_it_was_undone(cast, now, as_user):
    report, not_ready = ready(cast, now), taken(cast, now)
    opened(cast.priya, report, not_ready, at=now)
    client = as_user(cast.priya)

    page = sent(client, "close", report, not_ready)
    assert [one.number for one in page.context["able"]] == [report.number]
    confirmed(client, "close", report, not_ready, told="It is closed. Thank you for telling us.")
    assert (now_of(report).state, now_of(not_ready).state) == (State.CLOSED, State.TRIAGE)

    client.post(UNDO)
    assert now_of(report).state == State.REOPENED
    with acting_as_system("intake"):
        told = [row.text.reveal() for row in Message.objects.filter(report=report).order_by("pk")]
    assert told == ["It is closed. Thank you for telling us.", "It is open again: it was closed by mistake."]


def test_what_changed_since_it_was_shown_is_shown_again_and_nothing_is_done(cast, now, as_user):
    first, second = taken(cast, now), taken(cast, now)
    opened(cast.priya, first, second, at=now)
    client = as_user(cast.priya)
    mark = sent(client, "assign", first, second).context["mark"]
    with acting_as_system("intake"):
        Report.objects.filter(pk=second.pk).update(version=second.version + 1)

    answer = sent(client, "assign", first, second, confirmed=mark, person="leona", reason="So")

    assert answer.status_code == 400
    assert "changed since" in answer.content.decode()
    assert asked(first) == []


@pytest.mark.parametrize("act", ["", "delete", "assign; close"])
def test_another_act_is_missing(cast, now, as_user, act):
    assert as_user(cast.priya).post(SEVERAL, {"act": act}).status_code == 404


def test_for_who_has_no_desk_it_is_missing(cast, now, as_user):
    report = filed(cast, now)

    for person in (cast.dana, cast.beatrix, cast.bram):
        assert sent(as_user(person), "assign", report).status_code == 404
        assert as_user(person).post(UNDO).status_code == 404


def test_who_was_asked_to_handle_one_assigns_and_closes_none(cast, now, as_user):
    report = investigated(cast, now)
    opened(cast.leona, report, at=now)

    page = sent(as_user(cast.leona), "close", report)

    assert page.context["able"] == []
    assert "Only those who hold a report do that." in page.content.decode()
    assert "Choose" not in as_user(cast.leona).get("/reports/").content.decode()


def test_nothing_to_undo_does_nothing(cast, now, as_user):
    closed_one = closed(cast, ready(cast, now), now)

    as_user(cast.priya).post(UNDO)

    assert now_of(closed_one).state == State.CLOSED
