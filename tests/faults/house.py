"""A Postgres, a Redis-compatible server, a mail server, workers and beats that a test may stop and kill one by one."""

import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg2

from runner import services
from runner.children import Program, Supervisor, tail
from runner.portal import Portal
from runner.state import CHECKOUT, State
from tests.faults.foreman import Foreman, wait_until
from tests.faults.ladder import PACE
from tests.notifications.smtp import MailServer


class House:
    """`with House() as house`: house.crew works on its database; house.worker() and house.beat() start Celery's own."""

    def __enter__(self):
        self._stack = stack = ExitStack()
        with stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dys-run-", dir="/tmp"))  # nosec B108
            self.state = State(Path(folder), binaries=State.of_checkout().make().binaries).make()
            self.supervisor = Supervisor(record=self.state.processes)
            running = services.running(self.state, self.supervisor, services.Urls(), kind="test", careless=True)
            urls = stack.enter_context(running)
            self.mail = stack.enter_context(MailServer())
            smtp = {"DYS_SMTP_HOST": "127.0.0.1", "DYS_SMTP_PORT": str(self.mail.port)}
            self.portal = Portal(self.state, urls, demonstration=False, smtp=smtp)
            self.portal.manage("create_keysets")
            self.portal.manage("migrate", "--database", "owner", "--no-input", owner=True)
            self.env = self.portal.environment() | {
                PACE: "0.03",
                "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *filter(None, sys.path)]),
                "PYTHONWARNINGS": "ignore:::celery.platforms",
            }
            self.crew = stack.enter_context(Foreman(self.env, self.state.portal))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception):
        self._stack.close()

    def worker(self):
        """One worker with one child; returns its process once it takes jobs."""
        options = ["--loglevel", "INFO", "--concurrency", "1", "--without-gossip", "--without-mingle"]
        return self._celery("worker", *options, said=" ready.")

    def beat(self, name):
        """A scheduler that asks for a sweep every second."""
        schedule = self.state.beat / name
        return self._celery(
            name, "--loglevel", "INFO", "--schedule", schedule, "--pidfile=", verb="beat", said="Sending"
        )

    def log(self, name):
        return (self.state.logs / f"{name}.log").read_text()

    def stop(self, name):
        child = self.supervisor.children.pop(name)
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
        child.process.wait(60)

    def restart_postgres(self):
        """Stop it as an operator does, whoever is connected, and start it again."""
        child = self.supervisor.children["Postgres"]
        child.process.send_signal(child.program.stop_signal)
        child.process.wait(60)
        self.supervisor.start(child.program)
        wait_until(self._postgres_answers, "Postgres to start again")

    def _postgres_answers(self):
        try:
            psycopg2.connect(self.portal.urls.application).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _celery(self, name, *options, said, verb=None):
        argv = [sys.executable, "-m", "celery", "--app", "tests.faults.household", verb or name, *options]
        log = self.state.logs / f"{name}.log"
        log.unlink(missing_ok=True)
        self.supervisor.start(Program(name, argv, self.env | {"FAULTS_BEAT_EVERY": "1"}, log, cwd=CHECKOUT))
        process = self.supervisor.children[name].process
        wait_until(lambda: said in self.log(name) or process.poll() is not None, f"{name} to begin")
        assert process.poll() is None, tail(log)
        return process


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
