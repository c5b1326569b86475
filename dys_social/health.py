"""How the clock, the mail and the queue are, for the page of administrators: read when asked, never kept."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from redis import Redis, RedisError

from authorizations.views.words import on
from notifications import services as clock
from notifications.models import Mail
from notifications.states import UNSENT, MailState
from policy.services import holidays_end_on, is_calendar_short
from pulse_moderation.services import rulebook

MOST = 20
ANSWERS_WITHIN = 1  # second: the page comes also while the queue hangs
QUEUE = "celery"
LONG_QUEUE = 200
WAITS_TOO_LONG = timedelta(minutes=15)


def checks(day, at):
    """[{label, text, is_well}] of everything that has to run."""
    mails = Mail.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=UNSENT)),
        oldest=Min("created_at", filter=Q(state__in=UNSENT)),
        unknown=Count("pk", filter=Q(state=MailState.UNKNOWN)),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
    )
    is_screen_ready = rulebook.is_ready()
    is_late, queue, end = clock.is_late(at), _queue_length(), holidays_end_on(day)
    return [
        {
            "label": _("Sweeps"),
            "text": _("None has come to its end for 15 minutes. Check worker and beat, or run run_sweeps --loop.")
            if is_late
            else _("Running every minute"),
            "is_well": not is_late,
        },
        {
            "label": _("Queue"),
            "text": _("It does not answer. Nothing is lost: run run_sweeps --loop until it does.")
            if queue is None
            else _("%(n)s messages wait") % {"n": queue},
            "is_well": queue is not None and queue < LONG_QUEUE,
        },
        {
            "label": _("Screening rules"),
            "text": _("As they stand")
            if is_screen_ready
            else _("They cannot be made ready, so those before the last change act. Look at what was changed last."),
            "is_well": is_screen_ready,
        },
        {
            "label": _("Mail waiting"),
            "text": str(mails["waiting"]),
            "at": mails["oldest"],
            "is_well": mails["oldest"] is None or at - mails["oldest"] < WAITS_TOO_LONG,
        },
        {"label": _("Mail in doubt"), "text": str(mails["unknown"]), "is_well": not mails["unknown"]},
        {"label": _("Mail that was refused"), "text": str(mails["failed"]), "is_well": not mails["failed"]},
        {
            "label": _("Legal holidays"),
            "text": _("Known up to %(day)s") % {"day": on(end)} if end else _("Not known"),
            "is_well": not is_calendar_short(day),
        },
    ]


def mails_in_doubt():
    """The newest mails refused or may not have come: to whom, never of what, so that none shows as confidential."""
    rows = Mail.objects.filter(state__in=[MailState.FAILED, MailState.UNKNOWN]).select_related("recipient")
    return [
        {
            "public_id": mail.public_id,
            "at": mail.created_at,
            "to": mail.recipient.full_name,
            "state": str(MailState(mail.state).label),
            "why": mail.last_error,
            "attempts": mail.attempts,
        }
        for mail in rows.order_by("-created_at")[:MOST]
    ]


def _queue_length():
    try:
        address = settings.REDIS_URL.replace("redis+socket://", "unix://")
        with Redis.from_url(address, socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN) as queue:
            return queue.llen(QUEUE)
    except (RedisError, OSError):
        return None
