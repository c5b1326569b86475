"""The legal holidays as a table: filled ahead by itself, changed by an administrator, followed by the calendar."""

import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from audit.services import events_about
from policy.calendar import add_business_days, is_business_day
from policy.models import LegalHoliday
from policy.services import add_holiday, change_holiday, days_off, holidays_end_on, is_calendar_short, load_ahead
from policy.services.holidays import forget
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.django_db
LIST = reverse("holiday_list")
SNOW = date(2027, 2, 3)  # a Wednesday


@pytest.fixture(autouse=True)
def as_in_the_table():
    """What a test changes is rolled back, and read again by the next."""
    forget()
    yield
    forget()


def of_day(day):
    return LegalHoliday.objects.get(day=day)


def edit(holiday):
    return reverse("holiday_edit", args=[holiday.public_id])


# The table ----------------------------------------------------------------------------------------------------------------


def test_after_a_migration_it_holds_this_year_and_three_more(now):
    assert set(days_off()) >= {2026, 2027, 2028, 2029}
    assert of_day(date(2026, 4, 20)).name == "Patriots' Day"
    assert not LegalHoliday.objects.filter(day=date(2026, 7, 3)).exists()  # the Fourth on a Saturday moves nowhere
    assert LegalHoliday.objects.filter(day=date(2027, 7, 5)).exists()  # on a Sunday it is kept on the Monday


def test_the_sweep_fills_the_years_that_come_and_touches_none_it_has(cast, now):
    dropped = change_holiday(of_day(date(2029, 1, 1)), is_kept=False, reason="A test", actor=cast.bram, at=now)

    assert load_ahead(date(2028, 1, 1)) > 20
    assert load_ahead(date(2028, 6, 1)) == 0

    assert holidays_end_on(date(2028, 1, 1)) == date(2031, 12, 31)
    assert not of_day(dropped.day).is_kept


def test_it_is_short_before_due_dates_reach_past_it():
    LegalHoliday.objects.filter(day__year__gt=2027).delete()
    forget()

    assert not is_calendar_short(date(2026, 12, 31))
    assert is_calendar_short(date(2027, 1, 1))
    assert is_calendar_short(date(2031, 1, 1))


@pytest.mark.faults
def test_a_year_that_is_not_in_it_is_counted_all_the_same():
    LegalHoliday.objects.all().delete()
    forget()

    assert not is_business_day(date(2027, 7, 5))
    assert is_business_day(date(2027, 7, 6))


# Changing it --------------------------------------------------------------------------------------------------------------


def test_a_day_added_is_no_business_day_from_then_on(cast, now):
    assert add_business_days(date(2027, 2, 2), 1) == SNOW

    holiday = add_holiday(SNOW, name="Snow emergency", reason="Proclaimed", actor=cast.bram, at=now)

    assert add_business_days(date(2027, 2, 2), 1) == date(2027, 2, 4)
    assert [event.action for event in events_about(holiday)] == ["holiday.added"]


def test_a_day_of_a_year_that_is_not_filled_yet_waits_for_it(cast, now):
    with pytest.raises(NotAllowed, match="does not reach"):
        add_holiday(date(2040, 2, 1), name="Snow", reason="So", actor=cast.bram, at=now)


def test_what_one_thread_forgets_another_has_read_whole():
    """Every page asks for the calendar, in threads; a change makes them all read it anew."""
    stop = threading.Event()

    def ask():
        try:
            while not stop.is_set():
                assert is_business_day(date(2026, 11, 17))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _number in range(4)]
        for _turn in range(300):
            forget()
            time.sleep(0.001)
        stop.set()

    assert [one.result() for one in asking] == [None] * 4


def test_a_day_dropped_is_one_again_and_back(cast, now):
    day = date(2026, 10, 12)
    holiday = change_holiday(of_day(day), is_kept=False, reason="A test", actor=cast.bram, at=now)
    assert is_business_day(day)

    with pytest.raises(Stale):
        change_holiday(holiday, is_kept=True, reason="A test", actor=cast.bram, at=now, version=0)
    change_holiday(holiday, is_kept=True, reason="A test", actor=cast.bram, at=now, version=1)

    assert not is_business_day(day)


@pytest.mark.parametrize("who", ["priya", "ines", "dana"])
def test_only_an_administrator_changes_it(cast, now, who):
    person = getattr(cast, who)
    with pytest.raises(NotAllowed):
        add_holiday(SNOW, name="Snow", reason="So", actor=person, at=now)
    with pytest.raises(NotAllowed):
        change_holiday(of_day(date(2026, 12, 25)), is_kept=False, reason="So", actor=person, at=now)


def test_it_changes_for_a_reason(cast, now):
    with pytest.raises(NotAllowed, match="Say why"):
        add_holiday(SNOW, name="Snow", reason=" ", actor=cast.bram, at=now)


# The pages ----------------------------------------------------------------------------------------------------------------


def coming(weekday):
    """A day of the next weeks on that weekday that is in no table."""
    day = datetime.date.today() + datetime.timedelta(days=21)
    while day.weekday() != weekday or LegalHoliday.objects.filter(day=day).exists():
        day += datetime.timedelta(days=1)
    return day


def test_an_administrator_adds_one_and_drops_it_again(cast, as_user):
    bram, day = as_user(cast.bram), coming(weekday=2)

    bram.post(LIST, {"day": day, "name": "Snow emergency", "reason": "Proclaimed"})
    holiday = of_day(day)
    assert "Snow emergency" in bram.get(LIST).content.decode()
    bram.post(edit(holiday), {"reason": "Taken back", "version": holiday.version})

    assert is_business_day(day)
    page = bram.get(edit(holiday)).content.decode()
    assert "Proclaimed" in page and "Taken back" in page and "Make it a holiday again" in page


def test_two_clicks_add_it_once(cast, as_user):
    bram, typed = as_user(cast.bram), {"day": coming(weekday=2), "name": "Snow", "reason": "So"}

    assert [bram.post(LIST, typed).status_code for _click in range(2)] == [302, 400]
    assert LegalHoliday.objects.filter(name="Snow").count() == 1


def test_two_clicks_at_once_change_it_once(cast, as_user):
    bram, holiday = as_user(cast.bram), LegalHoliday.objects.first()

    first, second = (bram.post(edit(holiday), {"reason": "So", "version": 0}) for _click in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert not LegalHoliday.objects.first().is_kept


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": "2026-13-01"}, "Enter a valid date."),
        ({"day": "2001-01-01"}, "Enter a day from today on"),
        ({"day": "9999-12-31"}, "The calendar does not reach this year yet."),
        ({"day": lambda: coming(weekday=6)}, "This is a weekend day"),
        ({"day": lambda: LegalHoliday.objects.filter(day__year__gt=datetime.date.today().year).first().day},
         "This day is in the table"),
        ({"name": ""}, "Enter its name."),
        ({"name": "n" * 121}, "at most 120 characters"),
        ({"reason": "So\0"}, "hidden characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast, as_user, change, said):
    change = {name: value() if callable(value) else value for name, value in change.items()}
    typed = {"day": coming(weekday=2), "name": "Snow", "reason": "So"} | change

    response = as_user(cast.bram).post(LIST, typed)

    assert response.status_code == 400
    assert said in response.content.decode()


def test_others_read_it_or_do_not_find_it(cast, as_user):
    holiday = LegalHoliday.objects.first()
    for person in (cast.priya, cast.ines):
        client = as_user(person)
        assert "Add a holiday" not in client.get(LIST).content.decode()
        assert client.post(edit(holiday), {"reason": "So", "version": 0}).status_code == 403
    assert [as_user(cast.dana).get(address).status_code for address in (LIST, edit(holiday))] == [404, 404]
