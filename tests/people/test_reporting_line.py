"""The staff line: one supervisor of record, with dates, never oneself, never in a circle."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from audit.services import events_about
from people import services
from people.models import ReportingLine, User
from tests.factories.people import UserFactory
from workflow.errors import NotAllowed

DAY = datetime.timedelta(days=1)


def set_supervisor(person, supervisor, cast, now):
    return services.set_supervisor(person, supervisor, actor=cast.bram, at=now)


@pytest.mark.clause("B.2")
def test_a_new_supervisor_begins_a_new_line_and_the_old_one_keeps_its_dates(cast, now):
    set_supervisor(cast.dana, cast.noor, cast, now)

    old, new = ReportingLine.objects.filter(employee=cast.dana)
    assert (old.supervisor, old.ended_at) == (cast.beatrix, now)
    assert (new.supervisor, new.started_at, new.ended_at) == (cast.noor, now, None)
    assert User.objects.get(pk=cast.dana.pk).supervises(cast.dana) is False
    assert cast.noor.supervises(User.objects.get(pk=cast.dana.pk))
    event = events_about(cast.dana).get()
    assert (event.was, event.becomes, event.clause) == ("Beatrix Nwosu", "Noor Halloran", "B.2")


def test_the_same_supervisor_again_changes_nothing(cast, now):
    assert set_supervisor(cast.dana, cast.beatrix, cast, now) is False
    assert ReportingLine.objects.filter(employee=cast.dana).count() == 1
    assert not events_about(cast.dana).exists()


def test_nobody_supervises_themselves(cast, now):
    with pytest.raises(NotAllowed, match="their own supervisor"):
        set_supervisor(cast.dana, cast.dana, cast, now)


@pytest.mark.parametrize("below", ["beatrix", "dana"])
def test_nobody_reports_to_somebody_below_them(cast, now, below):
    with pytest.raises(NotAllowed, match="works below"):
        set_supervisor(cast.hollis, getattr(cast, below), cast, now)


def test_nobody_reports_to_somebody_who_left(cast, now):
    cast.noor.is_active = False
    cast.noor.save()

    with pytest.raises(NotAllowed, match="has left"):
        set_supervisor(cast.dana, cast.noor, cast, now)


def test_without_a_supervisor_the_day_is_noted_in_massachusetts(cast, now):
    late = now.replace(hour=3)  # 10 pm of the day before in Boston
    set_supervisor(cast.dana, None, cast, late)
    assert User.objects.get(pk=cast.dana.pk).without_supervisor_since.isoformat() == "2026-11-16"

    set_supervisor(cast.dana, cast.noor, cast, now)
    assert User.objects.get(pk=cast.dana.pk).without_supervisor_since is None


def test_the_commissioner_needs_no_supervisor(cast, now):
    set_supervisor(cast.adaeze, None, cast, now)
    set_supervisor(cast.adaeze, UserFactory(), cast, now)
    set_supervisor(cast.adaeze, None, cast, now)

    assert User.objects.get(pk=cast.adaeze.pk).without_supervisor_since is None


@pytest.mark.faults
@pytest.mark.parametrize(("person", "supervisor"), [("dana", "dana"), ("hollis", "dana"), ("adaeze", "dana")])
def test_the_database_refuses_oneself_and_a_circle(cast, person, supervisor):
    ids = [getattr(cast, supervisor).pk, getattr(cast, person).pk]

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET reports_to_id = %s WHERE id = %s", ids)


def test_the_database_refuses_a_second_line_at_the_same_time(cast, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingLine.objects.create(employee=cast.dana, supervisor=cast.noor, started_at=now, ended_at=now + DAY)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_changes_that_only_together_close_a_circle_cannot_pass_each_other(now):
    for _trial in range(5):
        first, second = UserFactory(), UserFactory()
        barrier, refused = threading.Barrier(2), []

        def place(person, supervisor, barrier=barrier, refused=refused):
            try:
                barrier.wait(timeout=10)
                services.set_supervisor(person, supervisor, actor="system", at=now)
            except NotAllowed as refusal:
                refused.append(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=place, args=pair) for pair in ((first, second), (second, first))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        lines = User.objects.filter(pk__in=[first.pk, second.pk], reports_to__isnull=False)
        assert (lines.count(), len(refused)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_two_raw_changes_from_closing_a_circle(now):
    for _trial in range(5):
        first, second = UserFactory(), UserFactory()
        barrier, refused = threading.Barrier(2), []

        def place(person, supervisor, barrier=barrier, refused=refused):
            try:
                barrier.wait(timeout=10)
                User.objects.filter(pk=person.pk).update(reports_to=supervisor)
            except IntegrityError as refusal:
                refused.append(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=place, args=pair) for pair in ((first, second), (second, first))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(refused) == 1
        User.objects.filter(pk__in=[first.pk, second.pk]).update(reports_to=None)


def test_everybody_below_is_found_near_and_far(cast):
    below = set(User.objects.below(cast.rolf))

    assert {cast.hollis, cast.beatrix, cast.dana, cast.bram} <= below
    assert not {cast.rolf, cast.adaeze, cast.imogen, cast.leona} & below
