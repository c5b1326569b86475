"""Loading the demonstration: the people, then their story day by day, with the portal's own sweeps in between."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Min

from authorizations.models import JJEMSNote, SupervisionAuthorization
from authorizations.states import NoteState
from dys_social import sweeps
from dys_social.seed.acts import World
from dys_social.seed.days import ONE_DAY, instant
from dys_social.seed.people import ADMINISTRATOR, add_people, add_youth, username_of
from dys_social.seed.story import STORY
from notifications.models import Mail, Notice
from notifications.services import next_day
from notifications.states import MailState
from people.models import User
from policy.calendar import local_day
from pulse_moderation.models import YouthRelease
from pulse_moderation.states import ReleaseState

ONE_LOAD = "SELECT pg_advisory_xact_lock(hashtext('dys_social.seed'))"
MIDNIGHT, SWEPT_AT = "0:00", "7:00"
STAYS_UNREAD = timedelta(days=4)


class NotEmpty(Exception):
    """Somebody else's people are in this database."""


@transaction.atomic
def load(*, at):
    """Load everything as of the instant `at`; returns False when it stands already. Raises NotEmpty.

    What the portal would have sent is marked as sent and, but for the last days, as read: nobody is mailed about a past
    that was invented. What falls due today is left for the sweep of the running portal.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_LOAD)
    if User.objects.filter(username=username_of(ADMINISTRATOR), work_email__endswith="@dys.example").exists():
        return False
    if User.objects.exists():
        raise NotEmpty
    today = local_day(at)
    people = add_people(today)
    add_youth(today, people)
    _replay(today)
    Mail.objects.filter(state=MailState.PENDING).update(state=MailState.SENT, sent_at=F("next_attempt_at"), attempts=1)
    Notice.objects.filter(created_at__lt=at - STAYS_UNREAD).update(read_at=F("created_at") + timedelta(hours=3))
    return True


def _replay(today):
    world = World(today)
    events = sorted(
        (instant(day.on(today), clock), number, act, key, details)
        for number, (day, clock, act, key, details) in enumerate(STORY)
    )
    day = local_day(events[0][0])
    for at, _number, act, key, details in events:
        day = _sweep(day, until=at)
        act(world, key, at, **details)
    _sweep(day, until=instant(today, MIDNIGHT))


def _sweep(day, *, until):
    """Run the sweeps on the mornings, from `day` on and before the instant `until`, on which something falls due.

    Returns the first day not swept yet.
    """
    while (due := _next_due(day)) is not None and instant(due, SWEPT_AT) < until:
        sweeps.run(instant(due, SWEPT_AT))
        day = due + ONE_DAY
    return day


def _next_due(day):
    """The first day, not before `day`, with a reminder to send, leave or a release to expire or a note to mark; or None."""
    reminder = next_day(day)
    expiry = SupervisionAuthorization.objects.live().aggregate(day=Min("expires_on"))["day"]
    note = JJEMSNote.objects.filter(state__in=[NoteState.GENERATED, NoteState.DUE]).aggregate(day=Min("due_on"))["day"]
    release = YouthRelease.objects.filter(state=ReleaseState.VERIFIED).aggregate(day=Min("valid_to"))["day"]
    over = [last + ONE_DAY for last in (expiry, note, release) if last]
    days = [reminder, *over] if reminder else over
    return max(min(days), day) if days else None
