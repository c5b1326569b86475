"""Who has seen a report, and who of them may not know of it by now."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dys_social import personnel, sweeps
from notifications.models import Mail, Notice, Obligation
from violations.choices import Mode
from violations.models import Opening, Report
from violations.notices.seen import SEEN
from violations.services import file_report, let_in, name_subject, openings
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."


@pytest.fixture
def report(cast, now):
    return file_report(
        cast.mateo, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={"": {}}, named=[cast.dana], narrative=TEXT,
        at=now,
    )  # fmt: skip


def opened_by(person, report, at):
    with acting_as(person):
        openings.opened(report, actor=person, at=at)


def waiting_task(report):
    return Obligation.objects.about(report).open().filter(kind=SEEN)


def test_opening_it_again_moves_the_last_time_and_counts(cast, now, report):
    opened_by(cast.priya, report, now)
    opened_by(cast.priya, report, now + HOUR)

    with acting_as(cast.imogen):
        [row] = openings.seen_by(report)
    assert (row.person, row.first_at, row.last_at, row.times) == (cast.priya, now, now + HOUR, 2)


def test_it_is_one_statement(cast, now, report):
    with acting_as(cast.priya), CaptureQueriesContext(connection) as captured:
        openings.opened(report, actor=cast.priya, at=now)

    assert len(captured) == 1


def test_who_may_not_know_of_it_opens_nothing(cast, now, report):
    with pytest.raises(Exception, match="row-level security"), acting_as(cast.beatrix):
        openings.opened(report, actor=cast.beatrix, at=now)


def test_only_who_holds_it_reads_who_has_seen_it(cast, now, report, as_user):
    opened_by(cast.priya, report, now)
    with acting_as(cast.priya):
        let_in(Report.objects.get(), person=cast.beatrix, reason="Knows the shift plan.", actor=cast.priya, at=now)
    page = reverse("report_openings", args=[report.public_id])

    assert [as_user(person).get(page).status_code for person in (cast.priya, cast.imogen)] == [200, 200]
    kept_away = [cast.beatrix, cast.dana, cast.hollis, cast.mateo, cast.bram, cast.ines]
    assert {as_user(person).get(page).status_code for person in kept_away} == {404}
    with acting_as(cast.beatrix):
        assert openings.seen_by(report) == []


def test_who_is_named_late_stands_on_the_page_and_who_holds_it_gets_the_task(cast, now, report, as_user):
    opened_by(cast.priya, report, now)
    opened_by(cast.imogen, report, now)

    with acting_as(cast.imogen):
        name_subject(Report.objects.get(), person=cast.priya, actor=cast.imogen, at=now + HOUR)

    assert waiting_task(report).count() == 1
    told = Notice.objects.filter(kind=SEEN)
    assert [notice.recipient for notice in told] == [cast.adaeze]  # rolf is above Dana; nobody who is kept away is told
    assert not set(told.get().title.split()) & {"Priya", "Lindqvist", "Dana", "Okafor-Lane"}
    page = as_user(cast.adaeze).get(told.get().url)
    assert page.content.decode().count("Kept away") == 2
    mail = Mail.objects.get(recipient=cast.adaeze, notices=told.get())
    assert report.number not in mail.subject + mail.body


def test_who_is_not_kept_away_makes_no_task(cast, now, report):
    opened_by(cast.priya, report, now)

    with acting_as(cast.imogen):
        name_subject(Report.objects.get(), person=cast.juniper, actor=cast.imogen, at=now + HOUR)

    assert not waiting_task(report).exists()


def test_who_comes_to_stand_above_somebody_named_is_found_by_the_next_sweep_once(cast, now, report):
    opened_by(cast.priya, report, now)
    personnel.change_supervisor(cast.dana, cast.priya, actor=cast.bram, at=now + HOUR)

    done = sweeps.run(now + HOUR)
    again = sweeps.run(now + 2 * HOUR)

    assert (done["reports seen"], again["reports seen"]) == (1, 0)
    assert "reports seen" not in sweeps.without_confidential(done)
    with acting_as_system("intake"):
        assert Opening.objects.get().kept_away_at == now + HOUR
    with acting_as(cast.priya):
        assert not Opening.objects.exists()


def test_who_was_let_in_before_they_opened_it_is_no_conflict(cast, now, report):
    with acting_as(cast.priya):
        let_in(Report.objects.get(), person=cast.beatrix, reason="Knows the shift plan.", actor=cast.priya, at=now)
    opened_by(cast.beatrix, report, now + HOUR)

    assert sweeps.run(now + HOUR)["reports seen"] == 0


def test_the_task_ends_when_it_was_looked_at(cast, now, report, as_user):
    opened_by(cast.priya, report, now)
    with acting_as(cast.imogen):
        name_subject(Report.objects.get(), person=cast.priya, actor=cast.imogen, at=now + HOUR)

    noted = reverse("report_openings_noted", args=[report.public_id])
    refused = as_user(cast.priya).post(noted)
    answer = as_user(cast.adaeze).post(noted)

    assert (refused.status_code, answer.status_code) == (404, 302)
    assert not waiting_task(report).exists()
