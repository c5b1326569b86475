"""Mail that waits: alone for what is told at once, in one bundle a person and day for reminders. It names nothing."""

import hashlib
from datetime import datetime, time, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext, ngettext

from audit.services import record
from notifications.models import Mail, MailAttempt, Notice
from notifications.rules import may_send_again
from notifications.services.own import preference_of
from notifications.states import UNSENT, AttemptOutcome, MailState, ObligationState
from policy.calendar import MASSACHUSETTS, local_day

WINDOW_ENDS = 20  # o'clock: what is planned later waits for the next morning
GATHERS = timedelta(minutes=5)  # reminders of one sweep come together in one mail
AHEAD = timedelta(minutes=2)  # of a mail's hour: the sweep and the senders run every minute, in no order
ASKED_AT_ONCE = 500  # mails of one sweep: it is over before the next one begins
ONE_DAY = timedelta(days=1)


def post(notice, recipient, at):
    """Give a new notice its mail, in the caller's transaction: urgent or of an event alone, a reminder in the bundle."""
    if notice.stage is None:
        notice.mail = _write(recipient, at, key=f"notice:{notice.key}", due_at=at, is_urgent=notice.is_urgent)
    else:
        digest_hour, early_by_mail = preference_of(recipient)
        if not early_by_mail and notice.stage.fires_on < notice.stage.obligation.due_on:
            return
        notice.mail = _bundle(recipient, at, digest_hour)
    notice.save(update_fields=["mail"])


def cancel_mail_of(obligations):
    """Drop mail that reminds of nothing but these obligations (ids), unless it is being handed over already."""
    reminding = Notice.objects.filter(stage__obligation__in=obligations).exclude(mail=None).values("mail")
    waiting = Mail.objects.filter(pk__in=reminding, state__in=UNSENT)
    locked = [mail.pk for mail in waiting.select_for_update().order_by("pk")]  # what another adds now is seen below
    still_asks = Notice.objects.filter(stage__obligation__state=ObligationState.OPEN, mail__in=locked).values("mail")
    done = Mail.objects.filter(pk__in=locked).exclude(pk__in=still_asks)
    done.update(state=MailState.CANCELLED, lease_until=None, lease_token=None)


def leaving_soon(as_of):
    """Ids of bundles about to leave whose reminders have not been asked yet whom they concern: some, the first first."""
    until = as_of + AHEAD
    untried = Mail.objects.filter(state=MailState.PENDING, submitted_at=None, bundle_on__isnull=False)
    unasked = Q(asked_at=None) | Q(asked_at__lt=F("next_attempt_at") - AHEAD)
    return list(untried.filter(unasked, next_attempt_at__lte=until).order_by("next_attempt_at", "pk").values_list(
        "pk", flat=True)[:ASKED_AT_ONCE])  # fmt: skip


def note_asked(mails, *, at):
    """Their reminders were asked; asked again only before another attempt."""
    Mail.objects.filter(pk__in=mails).update(asked_at=at)


def hold(recipients):
    """Lock the bundles these people wait for, in one order, so that two who add to and drop from several never block."""
    waiting = Mail.objects.filter(
        recipient__in=recipients, bundle_on__isnull=False, state=MailState.PENDING, submitted_at=None
    )
    list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))


def drop_from_mail(notices):
    """Take these reminders out of mails not tried yet; a mail with nothing else in it is cancelled."""
    waiting = Mail.objects.filter(pk__in=notices.values("mail"), state=MailState.PENDING, submitted_at=None)
    for mail in list(waiting.select_for_update().order_by("pk")):
        inside = mail.notices.filter(stage__obligation__state=ObligationState.OPEN)
        if inside.exclude(pk__in=notices).exists():
            mail.notices.filter(pk__in=notices).update(mail=None)
        else:
            mail.state = MailState.CANCELLED
            mail.save(update_fields=["state"])


def unreachable():
    """Ids of the people whose mailbox the server last said it does not have; another address is reachable again.

    What it said to everybody, such as that it passes no mail on (RFC 3463, X.7.1), and what was given up says nothing
    of a mailbox.
    """
    last = MailAttempt.objects.filter(mail=OuterRef("pk")).order_by("-number")
    refused = Mail.objects.filter(state=MailState.FAILED, recipient__work_email=F("to_address")).annotate(
        outcome=Subquery(last.values("outcome")[:1]), tried_at=Subquery(last.values("at")[:1])
    )  # fmt: skip
    later = Mail.objects.filter(
        recipient=OuterRef("recipient"), to_address=OuterRef("to_address"), sent_at__gt=OuterRef("tried_at")
    )
    no_mailbox = refused.filter(outcome=AttemptOutcome.REFUSED).exclude(last_error__contains=" 5.7.")
    return set(no_mailbox.exclude(Exists(later)).values_list("recipient", flat=True))


@transaction.atomic
def send_again(mail, *, actor, at):
    """Hand over once more what was refused, or may not have come, with the same Message-ID. Raises NotAllowed."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    may_send_again(actor, mail).enforce()
    mail.state, mail.next_attempt_at = MailState.PENDING, at
    mail.save(update_fields=["state", "next_attempt_at"])
    record("mail.again", subject=mail, actor=actor, at=at)
    return mail


def words(count):
    """Subject and body: the same for every item, so that no mail tells what its items are about (domain 9)."""
    waiting = ngettext(
        "You have an item waiting in the Social Media Compliance Portal.",
        "You have %(count)s items waiting in the Social Media Compliance Portal.",
        count,
    ) % {"count": count}
    subject = ngettext(
        "Social Media Compliance Portal: an item is waiting",
        "Social Media Compliance Portal: %(count)s items are waiting",
        count,
    ) % {"count": count}
    lines = [
        waiting,
        gettext("Sign in to see it: {address}").format(address=settings.PORTAL_URL)
        if count == 1
        else gettext("Sign in to see them: {address}").format(address=settings.PORTAL_URL),
        gettext("This message says nothing more because mail can be read by others. Replies are not read."),
    ]
    return subject, "\n\n".join(lines) + "\n"


def _bundle(recipient, at, hour):
    """The mail that takes up a reminder now: one nobody has tried to hand over yet, else a new one for the next free day.

    What could not leave for days gathers in one mail: it is the catching up, not one mail a day missed.
    """
    waiting = Mail.objects.select_for_update().filter(
        recipient=recipient, bundle_on__isnull=False, state=MailState.PENDING, submitted_at=None
    )
    day, due_at = _next_window(at, hour)
    while True:
        if (mail := waiting.order_by("bundle_on").first() or _taken_up(recipient, day, due_at)) is not None:
            return mail
        try:
            with transaction.atomic():
                key = f"bundle:{recipient.public_id}:{day}"
                return _write(recipient, at, key=key, due_at=due_at, bundle_on=day)
        except IntegrityError:  # the day's bundle is on its way already, or somebody else has just begun it
            day, due_at = _next_window(_o_clock(day + ONE_DAY, 0), hour)


def _taken_up(recipient, day, due_at):
    """The day's bundle, cancelled before it left because all it asked for was done: it waits again."""
    cancelled = {"recipient": recipient, "bundle_on": day, "state": MailState.CANCELLED, "submitted_at": None}
    mail = Mail.objects.select_for_update().filter(**cancelled).first()
    if mail is not None:
        mail.state, mail.next_attempt_at = MailState.PENDING, due_at
        mail.save(update_fields=["state", "next_attempt_at"])
    return mail


def _next_window(at, hour):
    """(day, instant) of the next mail of reminders: the hour of the recipient, or soon when it is past already."""
    day = local_day(at)
    if at >= _o_clock(day, WINDOW_ENDS):
        day += ONE_DAY
    return day, max(_o_clock(day, hour), at + GATHERS)


def _o_clock(day, hour):
    return datetime.combine(day, time(hour), tzinfo=MASSACHUSETTS)


def _write(recipient, at, *, key, due_at, is_urgent=False, bundle_on=None):
    """Freeze the envelope now: whatever changes later, a second hand-over is the same message."""
    subject, body = words(1)
    return Mail.objects.create(
        recipient=recipient,
        bundle_on=bundle_on,
        to_address=recipient.work_email,
        subject=subject,
        body=body,
        message_id=_message_id(key),
        is_urgent=is_urgent,
        created_at=at,
        next_attempt_at=due_at,
    )


def _message_id(key):
    """One id for one key, whoever sends it and however often; it gives nothing of the key away."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"
