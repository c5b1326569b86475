"""Who sends the crew out, kills them, and hears what came of it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

from runner.state import CHECKOUT, read_json

PATIENCE = 120  # seconds; only a hung process takes as long


def wait_until(is_so, what):
    """Poll until it is so; a machine may be slow, a test never asserts how long it takes."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"Waited {PATIENCE} s in vain: {what}."
        time.sleep(0.005)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Foreman:
    """`with Foreman(env, folder) as crew`: crew.start("sweep", at), crew.kill(pid), crew.do("tally")."""

    def __init__(self, env, folder):
        self.folder, self.kills, self._pids = folder, 0, []
        self._asking = threading.Lock()
        self._log = (folder / "crew.log").open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crew", str(folder)],
            env=env, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        assert self._answer() == "ready"

    def start(self, verb, *args):
        """The process number of whoever does it; two threads that ask at once each hear of their own."""
        with self._asking:
            self._process.stdin.write(json.dumps([verb, *map(str, args)]) + "\n")
            self._process.stdin.flush()
            pid = int(self._answer())
        self._pids.append(pid)
        return pid

    def wait(self, pid):
        wait_until(lambda: not is_alive(pid), "a process to end")
        return read_json(self.folder / f"{pid}.json", {"error": "killed"})

    def do(self, verb, *args):
        result = self.wait(self.start(verb, *args))
        assert "error" not in result, (self.folder / "crew.log").read_text()
        return result["done"]

    def kill(self, pid):
        """SIGKILL somebody who is at work."""
        assert is_alive(pid), f"It had ended already: {self.wait(pid)}"
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.wait(pid)

    def _answer(self):
        line = self._process.stdout.readline().strip()
        assert line, (self.folder / "crew.log").read_text()
        return line

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for pid in filter(is_alive, self._pids):
            os.kill(pid, signal.SIGKILL)
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(PATIENCE)
        self._log.close()
