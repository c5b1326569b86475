"""The clock itself: each tick once, a heartbeat to look at, and a brake on what would end too much at once."""

from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import record
from notifications.models import Brake, SweepRun
from notifications.rules import may_release
from notifications.services.inbox import notify
from people.models import User
from people.roles import Role

LATE_AFTER = timedelta(minutes=15)
DOUBTFUL = timedelta(hours=1)  # between this machine's clock and the database's, or back from the last tick
KEPT_FOR = timedelta(days=30)
MOST, MOST_SHARE = 20, 10  # records one step may end at once, or percent of those that are live, whichever is more

log = structlog.get_logger(__name__)


class ClockIsWrong(Exception):
    """The instant asked for cannot be now: nothing was done."""


def begin_run(at, *, by):
    """Take the minute of `at`; returns the SweepRun, or None when somebody else has it.

    Raises ClockIsWrong when `at` is an hour off the database's clock, or before the last tick by as much.
    """
    _doubt(at)
    slot = at.replace(second=0, microsecond=0)
    run, is_ours = SweepRun.objects.get_or_create(slot=slot, defaults={"by": by, "started_at": at})
    return run if is_ours else None


def end_run(run, *, at, counts, failed=()):
    """Note what a tick has done; runs older than a month go."""
    run.finished_at, run.counts, run.failed = at, counts, list(failed)
    run.save(update_fields=["finished_at", "counts", "failed"])
    SweepRun.objects.filter(slot__lt=at - KEPT_FOR).delete()


def last_runs(count=10):
    return list(SweepRun.objects.all()[:count])


def is_late(at):
    """Whether no sweep has come to its end for a quarter of an hour."""
    since = at - LATE_AFTER
    return not SweepRun.objects.filter(slot__gte=since - LATE_AFTER, finished_at__gte=since).exists()


def too_many(ended, live):
    """Whether one step ends more at once than happens by itself: a wrong clock or a missing table does that."""
    return ended > max(MOST, live * MOST_SHARE // 100)


@transaction.atomic
def set_brake(step, *, ended, live, is_confidential, at):
    """Hold a step back, and tell those who can release it: administrators, or the Legal Unit for what is confidential.

    When more would end than the brake in place says, a new one takes its place: nobody has looked at that.
    """
    Brake.objects.filter(step=step, closed_at=None, ended__lt=ended).update(closed_at=at)
    brake, is_new = Brake.objects.get_or_create(
        step=step, closed_at=None,
        defaults={"ended": ended, "live": live, "is_confidential": is_confidential, "set_at": at},
    )  # fmt: skip
    if not is_new:
        return brake
    log.error("clock.brake", brake=brake.pk)
    record("clock.braked", subject=brake, actor="system", at=at, is_confidential=is_confidential,
           facts={"count": ended, "live": live})  # fmt: skip
    roles = (Role.LEGAL, Role.GENERAL_COUNSEL) if is_confidential else (Role.ADMIN,)
    for person in User.objects.working().holding(*roles):
        notify(
            key=f"brake:{brake.public_id}:{person.public_id}",
            recipient=person,
            kind="confidential.brake" if is_confidential else "clock.brake",
            title=_("The portal stopped itself before it ended many records at once"),
            url=brake.get_absolute_url(),
            at=at,
            urgent=True,
        )
    return brake


@transaction.atomic
def release_brake(brake, *, actor, reason, at):
    """Let the step be done at the next tick, once. Raises NotAllowed."""
    brake = Brake.objects.select_for_update().get(pk=brake.pk)
    may_release(actor, brake, reason).enforce()
    brake.released_by, brake.released_at = actor, at
    brake.save(update_fields=["released_by", "released_at"])
    record("clock.released", subject=brake, actor=actor, at=at, is_confidential=brake.is_confidential,
           facts={"count": brake.ended, "reason": reason.strip()})  # fmt: skip
    return brake


def use_release(step, ended, *, at):
    """Whether somebody has released this step for as many: it counts once."""
    released = Brake.objects.filter(step=step, closed_at=None, released_at__isnull=False, ended__gte=ended)
    return bool(released.update(closed_at=at))


def settle_brake(step, *, at):
    """The step has few to end again: the brake is over, and so is a release nobody needed."""
    Brake.objects.filter(step=step, closed_at=None).update(closed_at=at)


def open_brakes(*, is_confidential):
    """Those that hold a step back, for administrators or for the Legal Unit."""
    return Brake.objects.filter(closed_at=None, is_confidential=is_confidential).select_related("released_by")


def _doubt(at):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    if abs(there - at) > DOUBTFUL:
        raise ClockIsWrong(f"This machine says {at:%Y-%m-%d %H:%M}, the database {there:%Y-%m-%d %H:%M} UTC.")
    last = SweepRun.objects.order_by("-slot").values_list("slot", flat=True).first()
    if last is not None and last - at > DOUBTFUL:
        raise ClockIsWrong(f"The last tick was at {last:%Y-%m-%d %H:%M}, after {at:%Y-%m-%d %H:%M} UTC.")
