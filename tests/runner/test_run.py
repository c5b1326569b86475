"""scripts/run as a person meets it: a copy of the checkout at a path with a space, real servers, a free port."""

import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from runner.state import read_json
from tests.runner.checkout import Checkout

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout():
    folder = Path(tempfile.mkdtemp(prefix="dys copy "))
    copy = Checkout(folder / "the portal")
    try:
        copy.first_words = copy.start()
        yield copy
    finally:
        copy.remove()
        folder.rmdir()


@pytest.fixture
def running(checkout):
    checkout.ensure_running()
    return checkout


def wait_until(true, seconds=120):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def test_the_first_start_loads_the_demonstration_and_names_its_addresses(running):
    assert "Loading the demonstration data." in running.first_words
    assert "This is a demonstration" in running.first_words
    assert running.status() == 200
    assert count_people(running) > 0


def test_a_second_runner_in_one_checkout_is_refused_in_words(running):
    again = running.call("run", "--port", str(running.port))

    assert again.returncode == 1
    assert f"already running (scripts/run, process {running.process.pid})" in again.stderr
    assert running.status() == 200


def test_no_child_of_the_portal_has_the_owners_address(running):
    for name in ("gunicorn", "--app dys_social worker", "--app dys_social beat"):
        environment = Path(f"/proc/{running.pid_of(name)}/environ").read_bytes()
        assert b"DATABASE_URL=" in environment
        assert b"OWNER" not in environment


@pytest.mark.faults
def test_the_application_is_neither_owner_nor_superuser(running):
    urls = read_json(running.state.services)

    connection = psycopg2.connect(urls["application"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolname FROM pg_roles WHERE rolname = user")
        assert cursor.fetchone() == (False, False, False, "dys_app")
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("dys_owner",)
    connection.close()


def test_management_commands_use_the_running_services(running):
    done = running.call("manage", "verify_audit")

    assert done.returncode == 0, done.stdout + done.stderr
    assert running.status() == 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Postgres", "postgres -D"),
        ("Valkey", "valkey-server"),
        ("web", "gunicorn"),
        ("worker", "--app dys_social worker"),
        ("beat", "--app dys_social beat"),
        ("mailbox", "runner.mailbox"),
    ],
)
def test_what_dies_is_started_again(running, name, words):
    before = running.processes()

    os.kill(running.pid_of(words), signal.SIGKILL)

    running.wait_for(f"{name} ended (signal SIGKILL); starting it again")
    wait_until(
        lambda: [pid for pid, line in running.processes().items() if words in " ".join(line) and pid not in before]
    )
    wait_until(lambda: running.status() == 200)


def test_ctrl_c_stops_everything_and_the_data_survives(running):
    people = count_people(running)

    code = running.stop(signal.SIGINT)

    assert code == 0
    assert running.processes() == {}
    said = running.start()
    assert "Loading" not in said
    assert "up to date" not in said
    assert count_people(running) == people


def test_a_killed_runner_leaves_nothing_that_hinders_the_next_start(running):
    running.process.kill()
    running.process.wait()

    wait_until(lambda: running.processes() == {})
    running.start()
    assert running.status() == 200
    assert running.stop() == 0
    assert running.processes() == {}


def test_management_commands_start_the_services_when_they_are_down(checkout):
    if checkout.process.poll() is None:
        checkout.stop()

    done = checkout.call("manage", "check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.processes() == {}


def test_beginning_afresh_without_the_demonstration_has_no_people_and_stays_so(checkout):
    if checkout.process.poll() is None:
        checkout.stop()

    said = checkout.start("--fresh", "--no-demo")
    people = count_people(checkout)
    checkout.stop()
    later = checkout.start()

    assert "demonstration" not in said.lower()
    assert "begun without demonstration data" in later
    assert people == count_people(checkout) == 0


def count_people(checkout):
    connection = psycopg2.connect(read_json(checkout.state.services)["application"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user")
        (count,) = cursor.fetchone()
    connection.close()
    return count
