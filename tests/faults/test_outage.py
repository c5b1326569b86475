"""Nobody sweeps for ten days; no mail leaves for three, and one address is refused: one catching up, nothing lost."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from dys_social import sweeps
from notifications import ladders
from notifications.ladders import Audience, Ladder, StageRule
from notifications.models import Mail, Notice, Stage, SweepRun
from notifications.services import deliver, fire_due, open_obligation
from notifications.states import MailState, StageState
from tests.faults.reckoning import Reckoning

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
KIND = "test.outage"


@pytest.fixture
def told(cast, monkeypatch):
    """Two people hear of every stage: a week before, three days before, on the day, and each third day after."""
    people = [cast.beatrix, cast.dana]
    rules = [StageRule("week", -7, to=[Audience.OWNER]), StageRule("soon", -3), StageRule("due", 0)]
    ladder = Ladder(
        kind=KIND,
        stages=[*rules, StageRule("overdue", 3, repeat_every=3)],
        audiences={Audience.OWNER: lambda obligation, day: people},
        title=lambda obligation, stage: f"A review is {stage.name}",
        url=lambda *_: "/inbox/",
    )
    monkeypatch.setitem(ladders._LADDERS, KIND, ladder)
    return people


def owe(number, *, due_in, at):
    day = timezone.localdate(at)
    for _ in range(number):
        subject = ("test.record", uuid.uuid4())
        open_obligation(KIND, subject=subject, anchor_on=day, due_on=day + due_in * DAY, at=at)


def test_after_ten_days_without_a_beat_each_hears_once_of_each_and_the_rest_is_recorded(
    told, post, cast, as_user, now, figures
):
    owe(5, due_in=7, at=now)
    later = now + 10 * DAY

    fire_due(later)
    fire_due(later)
    deliver(later + HOUR)

    came_of_it = Reckoning(post, people=len(told))
    stages = {state: Stage.objects.filter(state=state).count() for state in (StageState.FIRED, StageState.SUPPRESSED)}
    figures(f"beat dead ten days: {came_of_it}, {stages[StageState.SUPPRESSED]} stages recorded as overtaken")
    assert came_of_it.faults == {}
    assert stages == {StageState.FIRED: 5, StageState.SUPPRESSED: 15}
    assert Notice.objects.count() == 5 * len(told)
    assert sorted(post.recipients) == sorted(person.work_email for person in told)


def test_administrators_read_that_the_clock_stands_until_it_goes_again(cast, as_user):
    stopped = timezone.now() - 10 * DAY
    SweepRun.objects.create(slot=stopped, by="beat", started_at=stopped, finished_at=stopped)
    banner = "No sweep has run for 15 minutes"
    assert banner in as_user(cast.bram).get("/").content.decode()

    sweeps.tick(timezone.now(), by="beat")

    assert banner not in as_user(cast.bram).get("/").content.decode()


def test_three_days_without_a_mail_server_that_then_refuses_one_of_two(told, server, cast, now, figures):
    morning = now.replace(hour=12)
    owe(2, due_in=7, at=now)
    server.stop()
    for day in range(3):
        owe(1, due_in=7, at=morning + day * DAY)
        fire_due(morning + day * DAY)
        for hour in (1, 3, 7):
            deliver(morning + day * DAY + hour * HOUR)
    assert Notice.objects.count() == 5 * len(told)  # the inbox had each on its day

    server.start()
    server.post.refuse[cast.dana.work_email] = "550 5.1.1 No such mailbox"
    for hour in range(0, 24, 6):
        deliver(morning + 3 * DAY + hour * HOUR)

    came_of_it = Reckoning(server.post, people=len(told))
    tries = sum(Mail.objects.values_list("attempts", flat=True))
    figures(f"mail server down three days, then 550 for one: {came_of_it}, {tries} attempts")
    assert came_of_it.faults == {}
    assert server.post.recipients == [cast.beatrix.work_email]
    assert "5 items" in server.post.messages[0].get_content()
    failed = Mail.objects.exclude(state=MailState.SENT).get()
    assert (failed.recipient, failed.state) == (cast.dana, MailState.FAILED)
    assert failed.last_error == "550 5.1.1 No such mailbox"


def test_whose_mail_was_refused_still_finds_it_in_the_inbox_and_the_supervisor_is_not_silenced(
    told, post, cast, as_user, now
):
    post.refuse[cast.dana.work_email] = "550 5.1.1 No such mailbox"
    owe(1, due_in=7, at=now)

    for day in (0, 4, 7):
        fire_due(now + day * DAY)
        deliver(now + day * DAY + HOUR)

    assert post.recipients == [cast.beatrix.work_email] * 3
    assert Notice.objects.filter(recipient=cast.dana, read_at=None).count() == 3
    page = as_user(cast.bram).get(reverse("portal_health"))
    assert "No such mailbox" in page.content.decode()
