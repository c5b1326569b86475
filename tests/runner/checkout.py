"""A copy of the checkout that a test starts as a person would, with servers and state of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from runner.children import command_line
from runner.state import CHECKOUT, State

LEFT_OUT = ("var", ".git", ".hypothesis", "__pycache__", "test-results", "staticfiles", ".pytest_cache", ".ruff_cache")
READY_WITHIN = 600  # a deadline, not a measure: two portals may start beside the rest of the suite


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

    def ensure_running(self):
        if self.process is None or self.process.poll() is not None:
            self.start()

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

    def remove(self):
        """End what still runs, however the test went, and delete the copy and its state."""
        if self.process and self.process.poll() is None:
            self.stop()
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.state.root, ignore_errors=True)
        shutil.rmtree(self.path, ignore_errors=True)
        self.output.unlink(missing_ok=True)
