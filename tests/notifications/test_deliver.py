"""Handing mails over to a real mail server: each arrives, none arrives as two, whatever breaks in between."""

import datetime
import time
import uuid

import pytest
from django.db import transaction

from notifications.models import Mail
from notifications.services import close_obligations, deliver, fire_due
from notifications.services.delivery import BACK_OFF, LEASE, MOST_ATTEMPTS
from notifications.states import MailState

MINUTE = datetime.timedelta(minutes=1)
HALF_AN_HOUR = 30 * MINUTE


@pytest.fixture
def mails(cast, tell):
    """Write so many mails to Dana: mails(3)."""

    def write(number):
        return [tell(cast.dana, key=f"granted:{n}").mail for n in range(number)]

    return write


def leave(mail, state, *, lease_until, **more):
    """Put a mail where a worker that was killed would have left it."""
    Mail.objects.filter(pk=mail.pk).update(state=state, lease_until=lease_until, lease_token=uuid.uuid4(), **more)


def test_a_mail_arrives_as_it_was_frozen_and_is_marked_sent(post, mails, now):
    [mail] = mails(1)

    counts = deliver(now)

    [message] = post.messages
    mail.refresh_from_db()
    assert counts == {MailState.SENT: 1}
    assert (message["Message-ID"], message["To"], message["Subject"]) == (
        mail.message_id,
        mail.to_address,
        mail.subject,
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == mail.body.splitlines()
    assert (mail.state, mail.attempts, mail.lease_token) == (MailState.SENT, 1, None)
    assert now <= mail.sent_at < now + MINUTE


def test_a_mail_goes_to_the_address_it_was_written_for(post, mails, cast, now):
    mails(1)
    cast.dana.work_email = "moved@dys.example"
    cast.dana.save()

    deliver(now)

    assert post.recipients == ["dana@dys.example"]


@pytest.mark.faults
def test_delivering_again_sends_nothing_more(post, mails, now):
    mails(3)

    deliver(now)
    deliver(now)

    assert len(post.messages) == 3


def test_a_pass_hands_over_no_more_than_its_limit(post, mails, now):
    mails(5)

    deliver(now, limit=3)
    assert len(post.messages) == 3
    deliver(now, limit=3)
    assert len(post.messages) == 5


def test_more_than_one_batch_goes_in_one_pass(post, mails, now):
    mails(45)

    assert deliver(now) == {MailState.SENT: 45}
    assert len(set(post.message_ids)) == 45


def test_a_mail_of_later_waits(post, mails, now):
    mails(1)

    assert deliver(now - MINUTE) == {}
    assert post.messages == []


def test_urgent_mails_leave_first(post, tell, cast, now):
    tell(cast.dana, key="calm")
    tell(cast.priya, key="danger", urgent=True)

    deliver(now)

    assert post.recipients == [cast.priya.work_email, cast.dana.work_email]


@pytest.mark.faults
def test_a_refused_address_is_failed_with_the_reply_but_without_the_address(post, tell, cast, now):
    cast.dana.work_email = "dana.okafor@dys.example"
    post.refuse["dana.okafor@dys.example"] = "550 5.1.1 <dana.okafor@dys.example>: no mailbox for Okafor here"
    mail = tell(cast.dana).mail

    deliver(now)
    deliver(now + MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert mail.last_error == "550 5.1.1 (address) no mailbox for (address) here"


@pytest.mark.faults
def test_one_bad_mail_does_not_stop_the_others(post, tell, cast, now):
    post.refuse[cast.dana.work_email] = "553 5.1.3 Bad mailbox"
    tell(cast.dana, key="a")
    unsendable = tell(cast.mateo, key="b").mail
    Mail.objects.filter(pk=unsendable.pk).update(subject="two\nlines")
    tell(cast.noor, key="c")

    counts = deliver(now)

    assert counts == {MailState.FAILED: 2, MailState.SENT: 1}
    assert post.recipients == [cast.noor.work_email]


def test_a_busy_server_is_asked_again_a_minute_later(post, mails, now):
    [mail] = mails(1)
    post.busy = 1

    deliver(now)
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.PENDING, "451 4.3.2 Try again later")
    deliver(now + MINUTE / 2)
    assert post.messages == []
    deliver(now + 2 * MINUTE)

    assert post.message_ids == [mail.message_id]


def test_while_the_server_is_down_attempts_grow_rarer_and_nothing_is_lost(server, mails, now):
    [mail] = mails(1)
    server.stop()
    at, waits = now, []

    for _ in range(6):
        deliver(at)
        mail.refresh_from_db()
        waits.append(round((mail.next_attempt_at - at) / MINUTE))
        at = mail.next_attempt_at
    server.start()
    deliver(at)

    assert waits == [1, 5, 30, 360, 360, 360]
    assert mail.last_error == "Connection refused"
    assert server.post.message_ids == [mail.message_id]


def test_a_server_that_is_down_is_knocked_at_once_in_a_pass(server, mails, now):
    mails(30)
    server.stop()

    assert deliver(now) == {MailState.PENDING: 20}


def test_after_about_a_week_without_a_server_the_mail_is_given_up(server, mails, now):
    [mail] = mails(1)
    server.stop()
    Mail.objects.update(attempts=MOST_ATTEMPTS - 1)

    deliver(now)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, MOST_ATTEMPTS)
    assert sum(BACK_OFF, BACK_OFF[-1] * (MOST_ATTEMPTS - 5)) > datetime.timedelta(days=7)


@pytest.mark.faults
def test_a_connection_lost_after_the_text_is_doubt_and_sent_once_more_with_the_same_id(post, mails, now):
    [mail] = mails(1)
    post.drop_after_data = 1

    deliver(now)
    mail.refresh_from_db()
    assert (mail.state, mail.is_doubtful) == (MailState.PENDING, True)
    deliver(now + 2 * MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert post.message_ids == [mail.message_id] * 2


def test_a_second_doubt_is_left_to_a_person(post, mails, now):
    [mail] = mails(1)
    post.drop_after_data = 2

    deliver(now)
    deliver(now + 2 * MINUTE)
    deliver(now + 60 * MINUTE)

    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN
    assert post.message_ids == [mail.message_id] * 2


def test_the_mails_after_a_lost_connection_still_go(post, mails, now):
    first, *others = mails(4)
    post.drop_after_data = 1

    counts = deliver(now)

    assert counts == {MailState.PENDING: 1, MailState.SENT: 3}
    assert post.message_ids == [mail.message_id for mail in (first, *others)]


def test_a_server_slower_than_the_time_limit_is_doubt(post, mails, now, settings):
    [mail] = mails(1)
    settings.EMAIL_TIMEOUT = 1
    post.delay = 1.5

    deliver(now)
    mail.refresh_from_db()
    assert (mail.state, mail.is_doubtful) == (MailState.PENDING, True)
    time.sleep(0.6)
    post.delay = 0
    deliver(now + 2 * MINUTE)

    assert set(post.message_ids) == {mail.message_id}


def test_a_lease_outlasts_any_hand_over(settings):
    commands = 6

    assert LEASE.total_seconds() > 2 * commands * settings.EMAIL_TIMEOUT


@pytest.mark.faults
def test_a_worker_killed_before_the_hand_over_began_has_sent_nothing(post, mails, now):
    [mail] = mails(1)
    leave(mail, MailState.CLAIMED, lease_until=now + MINUTE)

    deliver(now)
    assert post.messages == []
    deliver(now + 2 * MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.is_doubtful) == (MailState.SENT, 1, False)
    assert post.message_ids == [mail.message_id]


@pytest.mark.faults
def test_a_worker_killed_between_submitting_and_sent_is_followed_by_one_more_with_the_same_id(post, mails, now):
    [mail] = mails(1)
    leave(mail, MailState.SUBMITTING, lease_until=now + MINUTE, attempts=1)

    deliver(now)
    assert post.messages == []
    deliver(now + 2 * MINUTE)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.is_doubtful) == (MailState.SENT, 2, True)
    assert post.message_ids == [mail.message_id]


@pytest.mark.faults
def test_a_worker_killed_there_twice_leaves_the_mail_unknown(post, mails, now):
    [mail] = mails(1)
    leave(mail, MailState.SUBMITTING, lease_until=now - MINUTE, attempts=2, is_doubtful=True)

    deliver(now)
    deliver(now + 60 * MINUTE)

    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN
    assert post.messages == []


@pytest.mark.faults
def test_a_mail_whose_obligation_closed_meanwhile_is_not_sent(post, owe, three_stages, now):
    subject = ("test.record", uuid.uuid4())
    owe(7, subject=subject)
    fire_due(now)

    close_obligations(subject, at=now)
    deliver(now + HALF_AN_HOUR)

    assert Mail.objects.get().state == MailState.CANCELLED
    assert post.messages == []


@pytest.mark.faults
def test_a_claimed_mail_is_looked_at_once_more_before_it_goes(post, owe, three_stages, now):
    obligation = owe(7)
    fire_due(now)
    type(obligation).objects.update(state="met", closed_at=now)

    assert deliver(now + HALF_AN_HOUR) == {MailState.CANCELLED: 1}
    assert post.messages == []


def test_a_mail_to_somebody_who_left_is_not_sent(post, mails, cast, now):
    [mail] = mails(1)
    cast.dana.is_active = False
    cast.dana.save()

    deliver(now)

    mail.refresh_from_db()
    assert mail.state == MailState.CANCELLED
    assert post.messages == []


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_frozen_past_its_lease_has_no_say_and_both_hand_over_the_same_id(post, mails, now, at_once):
    [mail] = mails(1)
    post.delay = 1

    def frozen():
        return deliver(now)

    def next_one():
        while not Mail.objects.filter(state=MailState.SUBMITTING).exists():
            time.sleep(0.05)
        return deliver(now + 2 * LEASE)

    acts = [frozen, next_one]
    results = at_once(lambda: acts.pop()())

    mail.refresh_from_db()
    assert sorted(key for counts in results for key in counts) == ["lost", MailState.SENT]
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert post.message_ids == [mail.message_id] * 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_mail_once(post, mails, now, at_once):
    written = mails(60)

    results = at_once(lambda: deliver(now), threads=3)

    assert sum(counts[MailState.SENT] for counts in results) == 60
    assert sorted(post.message_ids) == sorted(mail.message_id for mail in written)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_delivering_inside_a_transaction_is_refused(mails, now):
    mails(1)

    with pytest.raises(RuntimeError), transaction.atomic():
        deliver(now)
