"""scripts/run as a person meets it: a copy of the checkout at a path with a space, real servers, a free port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from runner.children import command_line
from runner.state import CHECKOUT, State, read_json

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("runner")]
LEFT_OUT = ("var", ".git", ".hypothesis", "__pycache__", "test-results", "staticfiles", ".pytest_cache", ".ruff_cache")
READY_WITHIN = 150


class Checkout:
    """A copy that shares the installed packages. `start` runs it and waits for Ready."""

    def __init__(self, path):
        self.path = path
        shutil.copytree(CHECKOUT, path, ignore=shutil.ignore_patterns(*LEFT_OUT, ".venv"), symlinks=True)
        (path / ".venv").symlink_to((CHECKOUT / ".venv").resolve())
        self.state = State.of_checkout(path)
        self.process = None
        self.output = path.parent / "output.txt"
        ours = ("DATABASE_", "REDIS_", "DYS_")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.env.pop("DJANGO_SETTINGS_MODULE", None)

    def start(self, *args, **env):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [self.path / "scripts" / "run", "--port", str(self.port), *args],
                env={**self.env, **env}, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.wait_for("Ready")
        return self.output.read_text()

    def wait_for(self, words, seconds=READY_WITHIN):
        deadline = time.monotonic() + seconds
        while words not in self.output.read_text():
            assert self.process.poll() is None and time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(40)

    def call(self, script, *args):
        return subprocess.run(
            [self.path / "scripts" / script, *args], env=self.env, capture_output=True, text=True, timeout=READY_WITHIN
        )

    def status(self, path="healthz"):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def processes(self):
        """Every process whose command line names this copy or its state."""
        marks = (str(self.path), str(self.state.root))
        pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
        return {pid: line for pid in pids if any(mark in " ".join(line := command_line(pid)) for mark in marks)}

    def pid_of(self, words):
        found = [pid for pid, line in self.processes().items() if words in " ".join(line)]
        return min(found)


@pytest.fixture(scope="module")
def checkout():
    folder = Path(tempfile.mkdtemp(prefix="dys copy "))
    copy = Checkout(folder / "the portal")
    yield copy
    if copy.process and copy.process.poll() is None:
        copy.process.send_signal(signal.SIGTERM)
        copy.process.wait(40)
    for pid in copy.processes():
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(copy.state.root, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def wait_until(true, seconds=30):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def test_the_first_start_loads_the_demonstration_and_a_second_runner_is_refused(checkout):
    said = checkout.start()
    again = checkout.call("run", "--port", str(checkout.port))

    assert "Loading the demonstration data." in said
    assert f"http://127.0.0.1:{checkout.port}/demonstration/mail/" in said
    assert checkout.status() == 200
    assert again.returncode == 1
    assert f"already running (scripts/run, process {checkout.process.pid})" in again.stderr


def test_no_child_of_the_portal_has_the_owners_address(checkout):
    for name in ("gunicorn", "celery --app dys_social worker", "celery --app dys_social beat"):
        environment = Path(f"/proc/{checkout.pid_of(name)}/environ").read_bytes()
        assert b"DATABASE_URL=" in environment
        assert b"OWNER" not in environment


def test_the_application_is_neither_owner_nor_superuser(checkout):
    urls = read_json(checkout.state.services)

    with psycopg2.connect(urls["application"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, current_user FROM pg_roles WHERE rolname = user")
        assert cursor.fetchone() == (False, False, False, "dys_app")
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("dys_owner",)
    connection.close()


def test_management_commands_use_the_running_services(checkout):
    done = checkout.call("manage", "verify_audit")

    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.status() == 200


@pytest.mark.parametrize("name", ["postgres -D", "gunicorn", "valkey-server", "celery --app dys_social worker"])
def test_what_dies_is_started_again(checkout, name):
    old = checkout.pid_of(name)

    os.kill(old, signal.SIGKILL)

    wait_until(lambda: any(pid != old and name in " ".join(line) for pid, line in checkout.processes().items()))
    wait_until(lambda: checkout.status() == 200)
    checkout.wait_for("signal SIGKILL); starting it again", 5)


def test_ctrl_c_stops_everything_and_the_data_survives(checkout):
    people = count_people(checkout)

    code = checkout.stop(signal.SIGINT)

    assert code == 0
    assert checkout.processes() == {}
    assert people > 0
    said = checkout.start()
    assert "Loading" not in said and "up to date" not in said
    assert count_people(checkout) == people


def test_a_killed_runner_leaves_nothing_that_hinders_the_next_start(checkout):
    checkout.process.kill()
    checkout.process.wait()

    wait_until(lambda: checkout.processes() == {})
    checkout.start()
    assert checkout.status() == 200
    checkout.stop()
    assert checkout.processes() == {}


def test_management_commands_start_the_services_when_they_are_down(checkout):
    done = checkout.call("manage", "check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.processes() == {}


def test_beginning_afresh_without_the_demonstration_has_no_people(checkout):
    said = checkout.start("--fresh", "--no-demo")

    assert "demonstration" not in said.lower()
    assert count_people(checkout) == 0
    checkout.stop()

    assert "begun without demonstration data" in checkout.start()
    assert count_people(checkout) == 0
    checkout.stop()


def count_people(checkout):
    connection = psycopg2.connect(read_json(checkout.state.services)["application"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user")
        (count,) = cursor.fetchone()
    connection.close()
    return count
