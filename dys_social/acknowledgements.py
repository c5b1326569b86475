"""The policy is read and acknowledged again (domain 9: N14). DYS's own control: the policy itself asks for none."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from notifications.ladders import Audience, Ladder, StageRule, register
from notifications.models import Obligation
from notifications.services import close_obligations, next_period, open_obligation, open_obligations
from people.models import User
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
    is_working: bool
    read_on: date | None
    has_read_newest: bool
    anchor_on: date | None
    due_on: date | None


def watch(day, *, at):
    """Open, move and close what each working person owes the policy; returns for how many something changed."""
    settings, newest = settings_now(), current_wording(WORDING, at=at)
    fresh, changed = [], 0
    for reader in _readers(newest):
        anchor_on, due_on = acknowledgement_due(
            reader.read_on,
            has_read_newest=reader.has_read_newest,
            newest_on=newest.effective_on,
            known_on=reader.anchor_on or day,
            settings=settings,
        )
        subject = (PERSON, reader.public_id)
        if not reader.is_working:
            changed += close_obligations(subject, at=at, kinds=[ACKNOWLEDGEMENT], met=False)
        elif reader.due_on is None:
            fresh.append((reader.public_id, anchor_on, due_on))
        elif (reader.anchor_on, reader.due_on) != (anchor_on, due_on):
            _move(subject, reader, anchor_on, due_on, at)
            changed += 1
    return changed + open_obligations(ACKNOWLEDGEMENT, PERSON, fresh, at=at)


def _readers(newest):
    """Who works here, and who has gone with something still open; by one query."""
    read = Acknowledgement.objects.filter(person=OuterRef("pk"), wording__kind=WORDING).order_by("-at")
    owed = Obligation.objects.open().filter(
        kind=ACKNOWLEDGEMENT, subject_label=PERSON, subject_id=OuterRef("public_id")
    ).order_by("-period")  # fmt: skip
    people = User.objects.annotate(
        read_on=Subquery(read.values("on")[:1]),
        has_read_newest=Exists(read.filter(wording=newest)),
        anchor_on=Subquery(owed.values("anchor_on")[:1]),
        due_on=Subquery(owed.values("due_on")[:1]),
        works=Exists(User.objects.working().filter(pk=OuterRef("pk"))),
    )
    concerned = people.filter(works=True) | people.filter(due_on__isnull=False)
    names = ("public_id", "works", "read_on", "has_read_newest", "anchor_on", "due_on")
    return [_Reader(*row) for row in concerned.order_by("pk").values_list(*names)]


def _move(subject, reader, anchor_on, due_on, at):
    """A reading ends what was owed and begins a new period; so does a new version. A changed setting moves the day."""
    if reader.anchor_on != anchor_on:
        has_read = reader.read_on is not None and reader.read_on > reader.anchor_on
        close_obligations(subject, at=at, kinds=[ACKNOWLEDGEMENT], met=has_read)
    period = next_period(ACKNOWLEDGEMENT, subject)
    open_obligation(ACKNOWLEDGEMENT, subject=subject, anchor_on=anchor_on, due_on=due_on, at=at, period=period)


def _person(obligation):
    return User.objects.select_related("reports_to").get(public_id=obligation.subject_id)


def _title(obligation, stage):
    due_on, day = obligation.due_on, local_day(stage.fired_at)
    if day > due_on:
        name = {"name": _person(obligation).full_name}
        return _("%(name)s has not acknowledged the policy in time (DYS control, not policy)") % name
    if day == due_on:
        return _("Read the policy and acknowledge it today (DYS control, not policy)")
    by = {"day": date_format(due_on, "F j")}
    return _("Read the policy and acknowledge it by %(day)s (DYS control, not policy)") % by


def register_ladder():
    register(
        Ladder(
            kind=ACKNOWLEDGEMENT,
            label=later("The policy is acknowledged again: a DYS control, not policy"),
            setting="acknowledgement_interval_days",
            stages=[
                StageRule("30-days", -30, to=[Audience.EMPLOYEE]),
                StageRule("7-days", -7),
                StageRule("due", 0),
                StageRule("late", 7, repeat_every=7, to=[Audience.SUPERVISOR]),
            ],
            audiences={
                Audience.EMPLOYEE: lambda obligation, day: [_person(obligation)],
                Audience.SUPERVISOR: lambda obligation, day: [_person(obligation).reports_to],
            },
            title=_title,
            url=lambda obligation, stage: reverse("policy_home"),
        )
    )
