"""Settings: defaults within bounds, changed by an administrator with a reason, on the trail."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from audit.models import AuditEvent
from audit.sentences import sentence
from policy import catalogue, services
from policy.models import Setting
from policy.settings_kinds import Number
from policy.settings_table import SETTINGS, touching
from workflow.errors import NotAllowed, Stale

NUMBERS = [entry for entry in SETTINGS.values() if isinstance(entry, Number)]
WHY = "The district asked for it"


def change(cast, now, key="jjems_note_due", value=4, **details):
    return services.change_setting(key, value, **({"actor": cast.bram, "at": now, "reason": WHY} | details))


@pytest.mark.parametrize("entry", SETTINGS.values(), ids=SETTINGS)
def test_every_default_is_within_its_own_bounds_and_reads_as_words(entry):
    assert entry.clean(entry.default) == entry.default
    assert entry.in_words(entry.default)
    assert entry.label
    assert entry.reason
    assert entry.ours


@pytest.mark.parametrize("entry", SETTINGS.values(), ids=SETTINGS)
def test_every_setting_serves_a_clause_of_the_policy_or_none(entry):
    if entry.clause:
        assert entry in touching(catalogue.clause(entry.clause).id)


@pytest.mark.parametrize("entry", NUMBERS, ids=[entry.key for entry in NUMBERS])
def test_a_number_is_refused_just_outside_its_bounds(entry):
    for inside in (entry.minimum, entry.maximum):
        assert entry.clean(inside) == inside
    for outside in (entry.minimum - 1, entry.maximum + 1):
        if not (entry.zero_is_off and outside == 0):
            with pytest.raises(ValidationError):
                entry.clean(outside)


@pytest.mark.parametrize("value", [True, "5", 5.0, None, [5], {}])
def test_a_number_is_a_whole_number_and_nothing_like_it(value):
    with pytest.raises(ValidationError):
        SETTINGS["jjems_note_due"].clean(value)


def test_zero_switches_off_only_where_it_may():
    assert SETTINGS["supervision_review_interval_days"].clean(0) == 0
    with pytest.raises(ValidationError):
        SETTINGS["investigation_review_interval_days"].clean(0)


def test_without_rows_everything_is_the_default_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        values = services.settings_now()

    assert dict(values) == {key: entry.default for key, entry in SETTINGS.items()}


def test_a_changed_setting_is_read_back_and_recorded_with_was_becomes_and_reason(cast, now):
    change(cast, now)

    assert services.settings_now()["jjems_note_due"] == 4
    event = AuditEvent.objects.get(action="setting.changed")
    assert (event.was, event.becomes, event.clause) == ("2 business days", "4 business days", "B.2.c")
    assert event.facts["reason"] == WHY
    assert sentence(event) == (
        "Bram Ekstrom changed JJEMS note confirmed within from 2 business days to 4 business days: "
        "The district asked for it"
    )


@pytest.mark.parametrize("person", ["dana", "beatrix", "priya", "imogen", "ines", "ottilie", "adaeze"])
def test_only_an_administrator_changes_a_setting(cast, now, person):
    with pytest.raises(NotAllowed):
        change(cast, now, actor=getattr(cast, person))

    assert not Setting.objects.exists()


def test_a_change_needs_a_reason(cast, now):
    with pytest.raises(NotAllowed, match="why"):
        change(cast, now, reason="  ")


def test_a_value_outside_the_bounds_changes_nothing(cast, now):
    with pytest.raises(ValidationError):
        change(cast, now, value=11)

    assert services.settings_now()["jjems_note_due"] == 2
    assert not AuditEvent.objects.filter(action="setting.changed").exists()


def test_what_is_fixed_cannot_be_changed(cast, now):
    with pytest.raises(NotAllowed):
        change(cast, now, "automatic_destruction", True)


def test_the_value_it_has_already_is_no_change(cast, now):
    change(cast, now, value=2)

    assert not AuditEvent.objects.filter(action="setting.changed").exists()


def test_whoever_saw_an_older_value_is_told(cast, now):
    change(cast, now, value=4, version=0)

    with pytest.raises(Stale) as caught:
        change(cast, now, value=5, version=0)

    assert caught.value.current.value == 4
    assert services.settings_now()["jjems_note_due"] == 4


def test_history_is_newest_first(cast, now):
    change(cast, now, value=4)
    setting = change(cast, now + datetime.timedelta(hours=1), value=6)

    assert [event.becomes for event in services.setting_history(setting)] == ["6 business days", "4 business days"]


def test_a_stored_value_that_bounds_no_longer_allow_gives_way_to_the_default(db):
    Setting.objects.create(key="jjems_note_due", value=400)

    assert services.settings_now()["jjems_note_due"] == 2


def test_a_stored_key_that_no_longer_exists_is_left_out(db):
    Setting.objects.create(key="from_an_older_release", value=1)

    assert "from_an_older_release" not in services.settings_now()


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_saw_the_same_value_one_is_told(cast, now):
    outcomes = []

    def administrator(value):
        try:
            change(cast, now, value=value, version=0)
            outcomes.append("changed")
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    both = [threading.Thread(target=administrator, args=[value]) for value in (4, 5)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(outcomes) == ["changed", "stale"]
    assert AuditEvent.objects.filter(action="setting.changed").count() == 1
