"""The policy is read and acknowledged again (domain 9: N14). DYS's own control: the policy itself asks for none."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from notifications.ladders import Audience, Ladder, StageRule, register
from notifications.models import Obligation
from notifications.services import close_obligations, open_obligations
from people.models import Delegation, User
from policy.calendar import local_day
from policy.models import Acknowledgement
from policy.rules import acknowledgement_due
from policy.services import current_wording, settings_now

ACKNOWLEDGEMENT = "policy.acknowledgement"
WORDING = "policy"
PERSON = User._meta.label_lower


@dataclass(frozen=True)
class _Reader:
    """One person: when they read the policy last, and what stands open."""

    public_id: object
    works: bool
    read_on: date | None
    read_at: datetime | None
    has_read_newest: bool
    anchor_on: date | None
    due_on: date | None
    opened_at: datetime | None

    @property
    def has_read_since(self):
        return self.read_at is not None and self.opened_at is not None and self.read_at > self.opened_at


@transaction.atomic
def watch(day, *, at):
    """Open, move and close what each working person owes the policy; returns for how many something changed.

    One sweep at a time: a second one leaves it to the first.
    """
    if not _is_first():
        return 0
    settings, newest = settings_now(), current_wording(WORDING, at=at)
    fresh, changed = [], 0
    for reader in _readers(newest):
        subject = (PERSON, reader.public_id)
        anchor_on, due_on = _due(reader, newest, day, settings)
        if not reader.works:
            changed += close_obligations(subject, at=at, kinds=[ACKNOWLEDGEMENT], met=False)
        elif reader.due_on is None:
            fresh.append((reader.public_id, anchor_on, due_on))
        elif reader.has_read_since or (reader.anchor_on, reader.due_on) != (anchor_on, due_on):
            close_obligations(subject, at=at, kinds=[ACKNOWLEDGEMENT], met=reader.has_read_since)
            fresh.append((reader.public_id, anchor_on, due_on))
            changed += 1
    return changed + open_obligations(ACKNOWLEDGEMENT, PERSON, fresh, at=at)


def _due(reader, newest, day, settings):
    anchor_on, due_on = acknowledgement_due(
        reader.read_on,
        has_read_newest=reader.has_read_newest,
        newest_on=newest.effective_on,
        asked_on=None if reader.has_read_since else reader.anchor_on,
        day=day,
        settings=settings,
    )
    if reader.due_on is not None and due_on < day < reader.due_on:  # the interval was shortened: not late at once
        return day, day + timedelta(days=settings["acknowledgement_due_new_hire"])
    return anchor_on, due_on


def _is_first():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [ACKNOWLEDGEMENT])
        return cursor.fetchone()[0]


def _readers(newest):
    """Who works here, and who has gone with something still open; by one query."""
    read = Acknowledgement.objects.filter(person=OuterRef("pk"), wording__kind=WORDING).order_by("-at")
    owed = Obligation.objects.open().filter(
        kind=ACKNOWLEDGEMENT, subject_label=PERSON, subject_id=OuterRef("public_id")
    ).order_by("-period")  # fmt: skip
    people = User.objects.annotate(
        works=Exists(User.objects.working().filter(pk=OuterRef("pk"))),
        read_on=Subquery(read.values("on")[:1]),
        read_at=Subquery(read.values("at")[:1]),
        has_read_newest=Exists(read.filter(wording=newest)),
        anchor_on=Subquery(owed.values("anchor_on")[:1]),
        due_on=Subquery(owed.values("due_on")[:1]),
        opened_at=Subquery(owed.values("opened_at")[:1]),
    )
    concerned = people.filter(works=True) | people.filter(due_on__isnull=False)
    columns = [field.name for field in fields(_Reader)]
    return [_Reader(*row) for row in concerned.order_by("pk").values_list(*columns)]


def _person(obligation):
    return User.objects.select_related("reports_to").get(public_id=obligation.subject_id)


def _supervisors(obligation, day):
    """The supervisor of record, and who stands in for them."""
    supervisor = _person(obligation).reports_to
    if supervisor is None:
        return []
    handed = Delegation.objects.active(day).filter(supervisor=supervisor).select_related("delegate")
    return [supervisor, *(row.delegate for row in handed)]


def _title(obligation, stage):
    due_on, day = obligation.due_on, local_day(stage.fired_at)
    words = {"name": _person(obligation).full_name, "day": date_format(due_on, "F j")}
    if day > due_on:
        return _("%(name)s has not acknowledged the policy in time (DYS control, not policy)") % words
    if day == due_on:
        return _("%(name)s is to read the policy and acknowledge it today (DYS control, not policy)") % words
    return _("%(name)s is to read the policy and acknowledge it by %(day)s (DYS control, not policy)") % words


def register_ladder():
    register(
        Ladder(
            kind=ACKNOWLEDGEMENT,
            label=later("The policy is acknowledged again: a DYS control, not policy"),
            setting="acknowledgement_interval_days",
            stages=[
                StageRule("30-days", -30, to=[Audience.EMPLOYEE], within=(-30, -1)),
                StageRule("7-days", -7),
                StageRule("due", 0),
                StageRule("late", 7, repeat_every=7, to=[Audience.SUPERVISOR]),
            ],
            audiences={
                Audience.EMPLOYEE: lambda obligation, day: [_person(obligation)],
                Audience.SUPERVISOR: _supervisors,
            },
            title=_title,
            url=lambda obligation, stage: reverse("policy_home"),
        )
    )
