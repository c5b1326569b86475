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
from django.db import transaction

from notifications.models import Mail, MailAttempt
from notifications.services import outbox
from notifications.states import AttemptOutcome, MailState, ObligationState

BATCH = 20
LEASE = timedelta(minutes=2)  # a hand-over is a handful of SMTP commands, each bounded by EMAIL_TIMEOUT
BACK_OFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=6)]
MOST_ATTEMPTS = 32  # about a week at the last step of the back-off
DONE = {"lease_until": None, "lease_token": None}
LOST = "lost"

log = structlog.get_logger(__name__)


def deliver(at, limit=500):
    """Hand over at most `limit` mails due at the instant `at`; returns how many ended in each state.

    Any number of callers may run at once. Never call it inside a transaction: each step must be committed before the
    next begins (RuntimeError otherwise).
    """
    clock = _clock_from(at)
    counts = Counter()
    _take_back(clock())
    connection = get_connection()
    try:
        while sum(counts.values()) < limit:
            batch = _claim(clock(), min(BATCH, limit - sum(counts.values())))
            is_reachable, ends = _hand_over_batch(batch, connection, clock)
            counts.update(ends)
            if len(batch) < BATCH or not is_reachable:
                break
    finally:
        connection.close()
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


def _hand_over_batch(batch, connection, clock):
    """Returns whether the server could be reached to the end, and the state each mail was left in."""
    ends = []
    for position, mail in enumerate(batch):
        try:
            connection.open()
        except OSError as error:  # SMTPException is one: a refused sign-in to the server is no fault of the mail
            connection.close()
            log.warning("mail.server_unreachable", error=type(error).__name__)
            return False, ends + [_unreached(left, _reason(error, left), clock()) for left in batch[position:]]
        ends.append(_hand_over(mail, connection, clock))
    return True, ends


def _hand_over(mail, connection, clock):
    """Phase two for one mail: mark it, commit, submit, mark what came of it. Returns the state it is left in."""
    if (state := _begin(mail, clock())) != MailState.SUBMITTING:
        return state
    try:
        _message(mail, connection).send()
    except SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        return _refused(mail, code, reply, connection, clock())
    except SMTPResponseException as error:
        return _refused(mail, error.smtp_code, error.smtp_error, connection, clock())
    except SMTPNotSupportedError as error:
        return _unsendable(mail, error, connection)
    except OSError as error:
        connection.close()
        return _doubt(mail, _reason(error, mail), clock())
    except Exception as error:  # noqa: BLE001, one bad mail never stops the others
        return _unsendable(mail, error, connection)
    return _end(mail, MailState.SENT, AttemptOutcome.ACCEPTED, sent_at=clock(), last_error="")


def _begin(mail, now):
    """Mark it submitting, unless the lease was lost or nobody waits for the mail any more. Returns its state."""
    with transaction.atomic(durable=True):
        row = (
            Mail.objects.select_for_update(of=["self"])
            .select_related("recipient")
            .filter(pk=mail.pk, lease_token=mail.lease_token, state=MailState.CLAIMED)
            .first()
        )
        if row is None:
            return LOST
        of = row.notices.values_list("stage__obligation__state", flat=True)
        waiting = sum(state in (None, ObligationState.OPEN) for state in of)
        if not (waiting and row.recipient.is_working):
            return _end(mail, MailState.CANCELLED)
        if row.bundle_on is not None and row.submitted_at is None:
            row.subject, row.body = outbox.words(waiting)
        mail.state, mail.attempts = MailState.SUBMITTING, row.attempts + 1
        mail.subject, mail.body = row.subject, row.body
        Mail.objects.filter(pk=mail.pk).update(
            state=MailState.SUBMITTING, attempts=mail.attempts, lease_until=now + LEASE, subject=row.subject,
            body=row.body, submitted_at=row.submitted_at or now,
        )  # fmt: skip
        MailAttempt.objects.create(mail=mail, number=mail.attempts, at=now)
    return mail.state


def _message(mail, connection):
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to_address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _unsendable(mail, error, connection):
    """Nothing was sent and nothing will change that: an address or a text that no server takes."""
    connection.close()
    log.error("mail.unsendable", mail=mail.pk, error=type(error).__name__)
    return _end(mail, MailState.FAILED, AttemptOutcome.DROPPED, last_error=type(error).__name__)


def _refused(mail, code, reply, connection, now):
    """The server answered no: for good (5xx), or for now (4xx). Either way it has not taken the message."""
    connection.close()
    reason = f"{code} {_without_personal_data(reply, mail.to_address)}"[:300]
    if code >= 500:
        log.warning("mail.refused", mail=mail.pk, code=code)
        return _end(mail, MailState.FAILED, AttemptOutcome.REFUSED, last_error=reason)
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
    with transaction.atomic():
        held = Mail.objects.filter(pk=mail.pk, lease_token=mail.lease_token)
        if not held.update(state=state, **DONE, **fields):
            log.warning("mail.lease_lost", mail=mail.pk)
            return LOST
        if mail.state == MailState.SUBMITTING:
            begun = MailAttempt.objects.filter(mail=mail, number=mail.attempts)
            begun.update(outcome=outcome, reply=fields.get("last_error", ""))
    return state


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
