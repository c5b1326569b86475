"""Between planning and sending people finish, move, are renamed and leave; and a scanner follows every link of a mail."""

import datetime
import re
import uuid

import pytest
from django.conf import settings as portal
from django.test import Client

from authorizations.models import SupervisionAuthorization
from authorizations.states import State
from dys_social import personnel
from notifications import ladders
from notifications.ladders import Audience, Ladder, StageRule
from notifications.models import Mail, Notice, Obligation, Stage
from notifications.services import close_obligations, deliver, fire_due, open_obligation
from notifications.states import MailState
from people.models import User
from people.titles import EmploymentStatus
from tests.factories.authorizations import submitted

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)
KIND = "test.moves"


@pytest.fixture
def reviewer(monkeypatch):
    """Who reviews it, when a stage fires and when its mail leaves: reviewer["is"], or reviewer[pk] for one."""
    holder = {"is": None}
    ladder = Ladder(
        kind=KIND,
        stages=[StageRule("soon", -7, to=[Audience.OWNER]), StageRule("due", 0)],
        audiences={
            Audience.OWNER: lambda obligation, day: [User.objects.get(pk=holder.get(obligation.pk, holder["is"]).pk)]
        },
        title=lambda obligation, stage: f"A review is {stage.name}",
        url=lambda *_: "/inbox/",
    )
    monkeypatch.setitem(ladders._LADDERS, KIND, ladder)
    return holder


@pytest.fixture
def review(now):
    subject = ("test.record", uuid.uuid4())
    return open_obligation(KIND, subject=subject, anchor_on=now.date(), due_on=now.date() + 7 * DAY, at=now)


def test_what_was_reviewed_after_planning_sends_nothing(reviewer, review, cast, post, now):
    reviewer["is"] = cast.beatrix
    fire_due(now)

    close_obligations((review.subject_label, review.subject_id), at=now)
    deliver(now + HOUR)
    fire_due(now + 7 * DAY)
    deliver(now + 8 * DAY)

    assert post.messages == []
    assert Mail.objects.get().state == MailState.CANCELLED
    assert Stage.objects.count() == 1


def test_a_new_reviewer_gets_the_stage_that_has_not_left_and_the_old_ones_mail_is_cancelled(
    reviewer, review, cast, post, now
):
    reviewer["is"] = cast.beatrix
    fire_due(now)
    reviewer["is"] = cast.noor

    fire_due(now + HOUR)
    fire_due(now + HOUR)
    deliver(now + 2 * HOUR)
    fire_due(now + 7 * DAY)
    deliver(now + 8 * DAY)

    told = Notice.objects.order_by("created_at").values_list("stage__name", "recipient__username", "mail__state")
    assert list(told) == [
        ("soon", "beatrix", MailState.CANCELLED),
        ("soon", "noor", MailState.SENT),
        ("due", "noor", MailState.SENT),
    ]
    assert post.recipients == [cast.noor.work_email] * 2


def test_what_has_left_stands_and_the_new_reviewer_is_told_from_the_next_stage_on(reviewer, review, cast, post, now):
    """The act that hands over tells the new one itself; no stage is told twice."""
    reviewer["is"] = cast.beatrix
    fire_due(now)
    deliver(now + HOUR)
    reviewer["is"] = cast.noor

    fire_due(now + 2 * HOUR)
    fire_due(now + 7 * DAY)
    deliver(now + 8 * DAY)

    assert post.recipients == [cast.beatrix.work_email, cast.noor.work_email]


def test_of_several_reminders_in_one_mail_only_what_was_handed_over_leaves_it(reviewer, review, cast, post, now):
    reviewer["is"] = cast.beatrix
    also = open_obligation(
        KIND, subject=("test.record", uuid.uuid4()), anchor_on=now.date(), due_on=now.date() + 7 * DAY, at=now
    )
    fire_due(now)
    reviewer[also.pk] = cast.noor

    fire_due(now + HOUR)
    deliver(now + 2 * HOUR)

    texts = {message["To"]: message.get_content() for message in post.messages}
    assert texts.keys() == {cast.beatrix.work_email, cast.noor.work_email}
    assert all("an item waiting" in text for text in texts.values())
    assert Notice.objects.get(stage__obligation=also, recipient=cast.beatrix).mail is None


def test_who_handed_over_and_took_it_back_before_it_left_gets_it_after_all(reviewer, review, cast, post, now):
    reviewer["is"] = cast.beatrix
    fire_due(now)
    reviewer["is"] = cast.noor
    fire_due(now + 4 * MINUTE)
    reviewer["is"] = cast.beatrix
    fire_due(now + 8 * MINUTE)

    deliver(now + HOUR)

    assert post.recipients == [cast.beatrix.work_email]
    assert Notice.objects.filter(recipient=cast.beatrix).count() == 1


def test_an_administrator_who_becomes_the_one_concerned_reads_what_it_is_about(reviewer, review, cast, post, now):
    User.objects.filter(pk=cast.beatrix.pk).update(is_active=False)
    reviewer["is"] = cast.beatrix
    fire_due(now)
    assert "nobody to go to" in Notice.objects.get(recipient=cast.bram).title

    reviewer["is"] = cast.bram
    fire_due(now + 4 * MINUTE)

    assert Notice.objects.get(recipient=cast.bram).title == "A review is soon"


@pytest.fixture
def line(cast, monkeypatch):
    """A week before and on the day the supervisor hears, a week later the next one, too."""
    ladder = Ladder(
        kind=KIND,
        stages=[
            StageRule("soon", -7, to=[Audience.SUPERVISOR]),
            StageRule("due", 0),
            StageRule("late", 7, to=[Audience.NEXT]),
        ],
        audiences={
            Audience.SUPERVISOR: lambda obligation, day: [User.objects.get(pk=cast.beatrix.pk)],
            Audience.NEXT: lambda obligation, day: [User.objects.get(pk=cast.hollis.pk)],
        },
        title=lambda obligation, stage: f"A review is {stage.name}",
        url=lambda *_: "/inbox/",
    )
    monkeypatch.setitem(ladders._LADDERS, KIND, ladder)


def told_names():
    return list(Notice.objects.order_by("pk").values_list("stage__name", "recipient__username"))


def test_the_next_reminder_finds_no_mailbox_and_tells_one_step_more(line, review, cast, post, now):
    """The inbox has it; as nobody may be reading that, escalation does not wait for its day."""
    post.refuse[cast.beatrix.work_email] = "550 5.1.1 No such mailbox"
    fire_due(now)
    deliver(now + HOUR)

    fire_due(now + 7 * DAY)

    assert told_names() == [("soon", "beatrix"), ("due", "beatrix"), ("due", "hollis")]


def test_who_has_another_address_since_can_be_reached_again(line, review, cast, post, now):
    post.refuse[cast.beatrix.work_email] = "550 5.1.1 No such mailbox"
    fire_due(now)
    deliver(now + HOUR)
    User.objects.filter(pk=cast.beatrix.pk).update(work_email="beatrix.new@dys.example")

    fire_due(now + 7 * DAY)

    assert told_names() == [("soon", "beatrix"), ("due", "beatrix")]


def test_what_a_server_says_to_everybody_is_no_word_about_a_mailbox(line, review, cast, post, now):
    post.refuse[cast.beatrix.work_email] = "550 5.7.1 Relaying denied"
    fire_due(now)
    deliver(now + HOUR)
    assert Mail.objects.get().state == MailState.FAILED

    fire_due(now + 7 * DAY)

    assert told_names() == [("soon", "beatrix"), ("due", "beatrix")]


def test_a_mail_given_up_without_a_server_makes_nobody_unreachable(line, review, server, cast, now):
    server.stop()
    fire_due(now)
    for hours in range(1, 240, 7):
        deliver(now + hours * HOUR)
    assert Mail.objects.get().state == MailState.FAILED

    fire_due(now + 10 * DAY)

    assert ("due", "hollis") not in told_names()


def test_mail_to_a_former_reviewer_who_left_is_not_sent(reviewer, review, cast, post, now):
    reviewer["is"] = cast.beatrix
    fire_due(now)
    User.objects.filter(pk=cast.beatrix.pk).update(is_active=False)
    reviewer["is"] = cast.noor

    deliver(now + HOUR)
    fire_due(now + 7 * DAY)
    deliver(now + 8 * DAY)

    assert post.recipients == [cast.noor.work_email]


def test_another_address_in_mid_period_repeats_no_stage(reviewer, review, cast, post, now):
    reviewer["is"] = cast.beatrix
    fire_due(now)
    deliver(now + HOUR)
    User.objects.filter(pk=cast.beatrix.pk).update(work_email="beatrix.new@dys.example")

    fire_due(now + DAY)
    deliver(now + 2 * DAY)
    assert post.recipients == ["beatrix@dys.example"]

    fire_due(now + 7 * DAY)
    deliver(now + 8 * DAY)
    assert post.recipients == ["beatrix@dys.example", "beatrix.new@dys.example"]
    assert Notice.objects.count() == 2


def test_the_links_of_a_mail_read_or_sent_by_a_scanner_change_nothing(cast, post, now):
    request = submitted(cast.dana, cast.koa, at=now)
    deliver(now + HOUR)
    links = {link for message in post.messages for link in re.findall(r"https?://\S+", message.get_content())}
    links |= {portal.PORTAL_URL + url for url in Notice.objects.values_list("url", flat=True)}
    assert len(links) > 1
    before = _everything()

    scanner = Client(enforce_csrf_checks=True)
    answers = set()
    for link in sorted(links):
        path = link.removeprefix(portal.PORTAL_URL).rstrip(".") or "/"
        answers.add(scanner.get(path).status_code)
        answers.add(scanner.head(path).status_code)
        assert scanner.post(path, {"decision": "grant"}).status_code in (302, 403, 404, 405)

    assert answers <= {200, 302, 404}
    assert _everything() == before
    assert SupervisionAuthorization.objects.get(pk=request.pk).state == State.SUBMITTED


def _everything():
    """Every row of what a link could lead to."""
    models = (SupervisionAuthorization, Notice, Obligation, Stage, Mail)
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def test_what_waits_for_a_supervisor_who_leaves_goes_one_step_up_and_the_name_stays(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    separated = EmploymentStatus.SEPARATED
    personnel.set_employment_status(cast.beatrix, separated, actor=cast.bram, at=now, day=now.date())

    fire_due(now + 10 * DAY)

    told = Notice.objects.filter(stage__obligation__subject_id=request.public_id)
    assert "hollis" in told.values_list("recipient__username", flat=True)
    assert "beatrix" not in told.values_list("recipient__username", flat=True)
    assert SupervisionAuthorization.objects.get(pk=request.pk).supervisor_at_submission == cast.beatrix
