"""Agreeing to a text: once for each version and person, again when its time has run out."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEvent
from people.models import Provider
from people.titles import EmploymentType
from policy import reference, services
from policy.models import Acknowledgement, Wording
from tests.factories.people import UserFactory

YEAR = datetime.timedelta(days=365)
DAY = datetime.timedelta(days=1)


def test_acknowledging_is_kept_with_its_version_and_recorded(cast, now):
    kept = services.acknowledge(cast.dana, kind="policy", at=now)

    assert (kept.person, kept.wording.kind, kept.wording.version, kept.at) == (cast.dana, "policy", 1, now)
    event = AuditEvent.objects.get(action="policy.acknowledged")
    assert event.actor_id == str(cast.dana.public_id)
    assert event.facts == {"kind": "policy", "version": 1}
    assert services.is_current(cast.dana, "policy", now)


@pytest.mark.clause("APP")
@pytest.mark.parametrize("employment_type", EmploymentType.values)
def test_staff_of_every_employment_type_acknowledge_the_policy(db, now, employment_type):
    provider = (
        Provider.objects.create(name="Lanternwood Youth Programs")
        if employment_type == EmploymentType.PROVIDER
        else None
    )
    person = UserFactory(employment_type=employment_type, provider=provider)

    services.acknowledge(person, kind="policy", at=now)

    assert services.is_current(person, "policy", now)


def test_acknowledging_twice_is_once(cast, now):
    first = services.acknowledge(cast.dana, kind="policy", at=now)
    second = services.acknowledge(cast.dana, kind="policy", at=now + 3 * DAY)

    assert second == first
    assert AuditEvent.objects.filter(action="policy.acknowledged").count() == 1


def test_one_person_does_not_acknowledge_for_another(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)

    assert not services.is_current(cast.mateo, "policy", now)
    assert services.latest_acknowledgement(cast.mateo, "policy") is None


def test_one_text_does_not_stand_for_another(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)

    assert not services.is_current(cast.dana, "pulse.notice", now)


def test_it_holds_to_the_last_day_of_the_interval_and_not_beyond(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)

    assert services.is_current(cast.dana, "policy", now + YEAR)
    assert not services.is_current(cast.dana, "policy", now + YEAR + DAY)


def test_when_the_interval_has_run_out_it_is_acknowledged_again(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    later = now + YEAR + DAY

    services.acknowledge(cast.dana, kind="policy", at=later)

    assert services.is_current(cast.dana, "policy", later)
    assert services.latest_acknowledgement(cast.dana, "policy").at == later
    assert Acknowledgement.objects.filter(person=cast.dana).count() == 2


def test_the_interval_is_the_setting(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    services.change_setting("acknowledgement_interval_days", 90, actor=cast.bram, at=now, reason="Quarterly for a year")

    assert services.is_current(cast.dana, "policy", now + 90 * DAY)
    assert not services.is_current(cast.dana, "policy", now + 91 * DAY)


def test_a_new_version_asks_again(cast, now):
    services.acknowledge(cast.dana, kind="policy", at=now)
    second = {"kind": "policy", "version": 2, "clause_id": None, "text": "Again.", "effective_on": now.date() + DAY}
    reference.load_wordings(Wording, "default", [second])

    assert services.is_current(cast.dana, "policy", now)
    assert not services.is_current(cast.dana, "policy", now + 2 * DAY)


def test_the_database_refuses_a_second_one_on_one_day(cast, now):
    kept = services.acknowledge(cast.dana, kind="policy", at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(person=cast.dana, wording=kept.wording, at=now, on=kept.on)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_acknowledgement(cast, now):
    failures = []

    def click():
        try:
            services.acknowledge(cast.dana, kind="policy", at=now)
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert failures == []
    assert Acknowledgement.objects.count() == 1
    assert AuditEvent.objects.filter(action="policy.acknowledged").count() == 1
