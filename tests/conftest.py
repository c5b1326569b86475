"""What every test may ask for: the cast, signed-in clients, an instant to act at."""

import datetime
import gc

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client

from policy.calendar import take_days_off_from
from policy.services import days_off
from sealing.keys import create_missing
from tests import cast as people
from tests.order import Together, longest_first
from tests.postgres.base import as_owner

create_missing()


@pytest.hookimpl(trylast=True)  # when the markers of each folder are there
def pytest_collection_modifyitems(items):
    longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Together(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_finish():
    """What is there to stay, the portal and the tests themselves, is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_terminal_summary(terminalreporter):
    """The figures of the fault matrix (tests/faults), whichever process of the run they come from."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    said = [text for report in reports for name, text in report.user_properties if name == "figures"]
    if said:
        terminalreporter.section("faults")
    for text in dict.fromkeys(said):
        terminalreporter.write_line(text)


NOW = datetime.datetime(2026, 11, 17, 19, 41, tzinfo=datetime.UTC)  # Tuesday, 2:41 pm in Boston


@pytest.fixture(scope="session", autouse=True)
def calendar_known(django_db_setup, django_db_blocker):
    """The legal holidays are read before any test counts what a page asks the database."""
    if connection.settings_dict["NAME"].startswith("test_"):
        with django_db_blocker.unblock():
            days_off()
    else:  # no test of this run has a database: the package alone
        take_days_off_from(dict)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def cast(db):
    return people.assemble()


@pytest.fixture
def as_user(cast):
    """A client signed in as a person of the cast: as_user(cast.dana)."""

    def sign_in(person):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def empty_trail(db):
    """The trail without what earlier tests recorded outside their transactions: refusals and readings."""
    owner = connection.copy()
    with as_owner(owner), owner.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event, audit_seal, audit_head")


@pytest.fixture
def vault(tmp_path, settings):
    """The folder where sealed files lie, of this test alone."""
    options = settings.STORAGES["evidence"]["OPTIONS"] | {"location": tmp_path / "vault"}
    settings.STORAGES = settings.STORAGES | {"evidence": settings.STORAGES["evidence"] | {"OPTIONS": options}}
    yield tmp_path / "vault"
    storages._storages.clear()
