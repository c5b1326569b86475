"""Handing mails over to the mail server in two phases, so that a kill at any moment loses nothing and is never hidden.

claimed > (commit) > submitting > (commit) > SMTP > sent (commit). A worker that dies while `claimed` has sent nothing:
the mail goes back to waiting. One that dies while `submitting` may or may not have sent: the same message, with the
same Message-ID, is handed over once more; without an answer again, a person has to look (`unknown`).
"""

import re
import time
import uuid
from collections import Counter
from datetime import timedelta
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, Subquery

from notifications.models import Mail, MailAttempt, Notice
from notifications.services import outbox
from notifications.states import AttemptOutcome, MailState, ObligationState

BATCH = 20
LEASE = timedelta(minutes=2)  # a hand-over is a handful of SMTP commands, each bounded by EMAIL_TIMEOUT
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=6)]
MOST_ATTEMPTS = 32  # about a week at the last step of the back-off
DONE = {"lease_until": None, "lease_token": None}
LOST = "lost"

# The two halves of a hand-over, each one statement: they are most of what sending costs.
BEGIN = """
WITH held AS (
    UPDATE notifications_mail SET state = 'submitting', attempts = %(number)s, lease_until = %(lease_until)s,
        subject = %(subject)s, body = %(body)s, submitted_at = coalesce(submitted_at, %(now)s)
    WHERE id = %(mail)s AND lease_token = %(token)s RETURNING id
), begun AS (
    INSERT INTO notifications_mailattempt (mail_id, number, at, outcome, reply)
    SELECT id, %(number)s, %(now)s, '', '' FROM held
)
SELECT count(*) FROM held
"""
END = """
WITH held AS (
    UPDATE notifications_mail SET state = %(state)s, lease_until = NULL, lease_token = NULL,
        sent_at = coalesce(%(sent_at)s, sent_at), next_attempt_at = coalesce(%(next_attempt_at)s, next_attempt_at),
        last_error = coalesce(%(last_error)s, last_error), is_doubtful = coalesce(%(is_doubtful)s, is_doubtful),
        attempts = coalesce(%(attempts)s, attempts)
    WHERE id = %(mail)s AND lease_token = %(token)s RETURNING id
), said AS (
    UPDATE notifications_mailattempt a SET outcome = %(outcome)s, reply = coalesce(%(last_error)s, '')
    FROM held WHERE a.mail_id = held.id AND a.number = %(number)s AND a.outcome = ''
)
SELECT count(*) FROM held
"""
LOOKED_AT = ("attempts", "bundle_on", "submitted_at", "recipient__is_active", "recipient__employment_status")
STILL_WAITING = Subquery(  # how many notices of a mail still wait: of an event always, of a reminder until it is done
    Notice.objects.filter(Q(stage=None) | Q(stage__obligation__state=ObligationState.OPEN), mail=OuterRef("pk"))
    .order_by()
    .values("mail")
    .annotate(found=Count("pk"))
    .values("found")
)

log = structlog.get_logger(__name__)


def deliver(at, limit=500):
    """Hand over at most `limit` mails due at the instant `at`; returns how many ended in each state.

    Any number of callers may run at once. Never call it inside a transaction: each step must be committed before the
    next begins (RuntimeError otherwise).
    """
    clock = _clock_from(at)
    counts = Counter()
    _take_back(clock())
    server = get_connection()
    try:
        while sum(counts.values()) < limit:
            batch = _claim(clock(), min(BATCH, limit - sum(counts.values())))
            is_reachable, ends = _hand_over_batch(batch, server, clock)
            counts.update(ends)
            if len(batch) < BATCH or not is_reachable:
                break
    finally:
        server.close()
    return counts


def _clock_from(at):
    """The caller's instant, moving on as time passes: a lease taken late in a long pass still lasts its time."""
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)


def _take_back(now):
    """Free what dead or frozen workers held; their fencing tokens are void from here on."""
    expired = Mail.objects.filter(lease_until__lt=now)
    expired.filter(state=MailState.CLAIMED).update(state=MailState.PENDING, **DONE)
    submitting = expired.filter(state=MailState.SUBMITTING)
    submitting.filter(is_doubtful=True).update(state=MailState.UNKNOWN, **DONE)
    submitting.update(state=MailState.PENDING, is_doubtful=True, next_attempt_at=now, **DONE)


def _claim(now, size):
    """Phase one: take a few waiting mails under a lease, urgent ones first, leaving those another worker holds."""
    token = uuid.uuid4()
    with transaction.atomic(durable=True):
        waiting = Mail.objects.filter(state=MailState.PENDING, next_attempt_at__lte=now)
        batch = list(waiting.order_by("-is_urgent", "next_attempt_at", "pk").select_for_update(skip_locked=True)[:size])
        for mail in batch:
            mail.state, mail.lease_token, mail.lease_until = MailState.CLAIMED, token, now + LEASE
        Mail.objects.filter(pk__in=[mail.pk for mail in batch]).update(
            state=MailState.CLAIMED, lease_token=token, lease_until=now + LEASE
        )
    return batch


def _hand_over_batch(batch, server, clock):
    """Returns whether the server could be reached to the end, and the state each mail was left in."""
    ends = []
    for position, mail in enumerate(batch):
        try:
            server.open()
        except OSError as error:  # SMTPException is one: a refused sign-in to the server is no fault of the mail
            server.close()
            log.warning("mail.server_unreachable", error=type(error).__name__)
            return False, ends + [_unreached(left, _reason(error, left), clock()) for left in batch[position:]]
        ends.append(_hand_over(mail, server, clock))
    return True, ends


def _hand_over(mail, server, clock):
    """Phase two for one mail: mark it, commit, submit, mark what came of it. Returns the state it is left in."""
    if (state := _begin(mail, clock())) != MailState.SUBMITTING:
        return state
    try:
        _message(mail, server).send()
    except SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        return _refused(mail, AttemptOutcome.REFUSED, code, reply, server, clock())
    except SMTPResponseException as error:
        return _refused(mail, AttemptOutcome.REJECTED, error.smtp_code, error.smtp_error, server, clock())
    except SMTPNotSupportedError as error:
        return _unsendable(mail, error, server)
    except OSError as error:
        server.close()
        return _doubt(mail, _reason(error, mail), clock())
    except Exception as error:  # noqa: BLE001, one bad mail never stops the others
        return _unsendable(mail, error, server)
    return _end(mail, MailState.SENT, AttemptOutcome.ACCEPTED, sent_at=clock(), last_error="")


def _begin(mail, now):
    """Mark it submitting, unless the lease was lost or nobody waits for the mail any more. Returns its state."""
    with transaction.atomic(durable=True):
        held = Mail.objects.filter(pk=mail.pk, lease_token=mail.lease_token, state=MailState.CLAIMED)
        rows = held.select_for_update(of=["self"]).select_related("recipient").annotate(waiting=STILL_WAITING)
        row = next(iter(rows.only(*LOOKED_AT)), None)
        if row is None:
            return LOST
        if not (row.waiting and row.recipient.is_working):
            return _end(mail, MailState.CANCELLED)
        if row.bundle_on is not None and row.submitted_at is None:
            mail.subject, mail.body = outbox.words(row.waiting)
        mail.state, mail.attempts = MailState.SUBMITTING, row.attempts + 1
        _execute(BEGIN, mail, now=now, lease_until=now + LEASE, subject=mail.subject, body=mail.body)
    return mail.state


def _message(mail, server):
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to_address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=server,
    )


def _unsendable(mail, error, server):
    """Nothing was sent and nothing will change that: an address or a text that no server takes."""
    server.close()
    log.error("mail.unsendable", mail=mail.pk, error=type(error).__name__)
    return _end(mail, MailState.FAILED, AttemptOutcome.DROPPED, last_error=type(error).__name__)


def _refused(mail, outcome, code, reply, server, now):
    """The server answered no: for good (5xx, with this outcome), or for now (4xx). It has not taken the message."""
    server.close()
    reason = f"{code} {_without_personal_data(reply, mail.to_address)}"[:300]
    if code >= 500:
        log.warning("mail.refused", mail=mail.pk, code=code)
        return _end(mail, MailState.FAILED, outcome, last_error=reason)
    return _postpone(mail, AttemptOutcome.LATER, reason, now)


def _unreached(mail, reason, now):
    """A server out of reach counts as an attempt, too: nothing was handed over."""
    mail.attempts += 1
    with transaction.atomic():
        state = _postpone(mail, AttemptOutcome.UNREACHED, reason, now, attempts=mail.attempts)
        if state != LOST:
            MailAttempt.objects.create(
                mail=mail, number=mail.attempts, at=now, outcome=AttemptOutcome.UNREACHED, reply=reason
            )
    return state


def _postpone(mail, outcome, reason, now, **more):
    """Try again after the back-off; give up after about a week."""
    if mail.attempts >= MOST_ATTEMPTS:
        return _end(mail, MailState.FAILED, outcome, last_error=reason, **more)
    wait = BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    return _end(mail, MailState.PENDING, outcome, next_attempt_at=now + wait, last_error=reason, **more)


def _doubt(mail, reason, now):
    """The connection broke during the hand-over: the server may have the message. Once more, then a person looks."""
    if mail.is_doubtful:
        return _end(mail, MailState.UNKNOWN, AttemptOutcome.DOUBT, last_error=reason)
    return _end(
        mail, MailState.PENDING, AttemptOutcome.DOUBT, is_doubtful=True, next_attempt_at=now + BACK_OFF[0],
        last_error=reason,
    )  # fmt: skip


def _end(mail, state, outcome="", **fields):
    """Leave the mail in `state`, and return that; a worker that lost its lease has no say, and changes nothing."""
    unchanged = dict.fromkeys(("sent_at", "next_attempt_at", "last_error", "is_doubtful", "attempts"))
    if not _execute(END, mail, **(unchanged | fields), state=state, outcome=outcome):
        log.warning("mail.lease_lost", mail=mail.pk)
        return LOST
    return state


def _execute(statement, mail, **values):
    """How many mails it changed: 1, or 0 when the lease was lost."""
    known = {"mail": mail.pk, "token": mail.lease_token, "number": mail.attempts}
    with connection.cursor() as cursor:
        cursor.execute(statement, known | values)
        return cursor.fetchone()[0]


def _reason(error, mail):
    """An error of the connection in a few words: the reply when there was one, else its kind."""
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_without_personal_data(error.smtp_error, mail.to_address)}"[:300]
    return type(error).__name__ if isinstance(error, SMTPException) else (error.strerror or type(error).__name__)[:300]


def _without_personal_data(reply, address):
    """A server's reply without addresses, nor the parts of this one: replies tend to repeat whom they refuse."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    text = re.sub(r"\S+@\S+", "(address)", " ".join(text.split()))
    for part in re.split(r"[^\w]+", address.partition("@")[0]):
        if len(part) > 2:
            text = re.sub(re.escape(part), "(address)", text, flags=re.IGNORECASE)
    return "".join(letter for letter in text if letter.isprintable())
