"""Starts child processes, starts them again when they die, and stops them without leaving any behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from runner.state import read_json, write_json

LONGEST_WAIT = 30.0
SETTLED_AFTER = 60.0
ROTATE_AT = 5_000_000
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Program:
    """One command to keep running. Lower layers start first and stop last."""

    name: str
    argv: list
    env: dict
    log: Path
    layer: int = 1
    cwd: Path = Path("/")
    stop_signal: int = signal.SIGTERM
    popen: dict = field(default_factory=dict)
    pass_fds: tuple = ()


@dataclass
class Child:
    program: Program
    process: subprocess.Popen
    started: float
    failures: int = 0
    again_at: float | None = None

    @property
    def entry(self):
        """What the next start must know to clean up after a killed runner."""
        program = self.program
        argv = [str(part) for part in program.argv]
        return {"pid": self.process.pid, "argv": argv, "layer": program.layer, "signal": int(program.stop_signal)}


def dies_with_us(stop_signal):
    """For `preexec_fn`: the kernel stops the child when the runner is killed outright."""
    runner = os.getpid()

    def ask_kernel():
        if _libc:
            _libc.prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != runner:
                os._exit(1)

    return ask_kernel


def pause_before(failures):
    """Seconds to wait before the next start: half a second, doubling, never above half a minute."""
    return min(0.5 * 2 ** max(failures - 1, 0), LONGEST_WAIT)


def how_it_ended(code):
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


class Supervisor:
    """Keeps programs running. `tick` must be called often; nothing happens in the background."""

    def __init__(self, *, record, say=print):
        self.children = {}
        self.record = record
        self.say = say

    def start(self, program):
        self.children[program.name] = Child(program, self._launch(program), time.monotonic())
        self._write_record()

    def tick(self):
        """Notice who died, and start again those whose pause is over."""
        now = time.monotonic()
        for child in self.children.values():
            if child.again_at is not None:
                if now >= child.again_at:
                    child.process, child.started, child.again_at = self._launch(child.program), now, None
                    self._write_record()
            elif child.process.poll() is not None:
                kill_group(child.process.pid, signal.SIGKILL)
                child.failures = 1 if now - child.started > SETTLED_AFTER else child.failures + 1
                pause = pause_before(child.failures)
                child.again_at = now + pause
                end = how_it_ended(child.process.returncode)
                self.say(f"{child.program.name} ended ({end}); starting it again in {pause:g} s.")

    def ended(self, name):
        """How often the program has died in a row."""
        return self.children[name].failures

    def stop(self, *, patience=15.0):
        """Stop everything, upper layers first, each layer at once; what does not listen is killed."""
        for layer in sorted({child.program.layer for child in self.children.values()}, reverse=True):
            group = [child for child in self.children.values() if child.program.layer == layer]
            for child in group:
                if child.process.poll() is None:
                    child.process.send_signal(child.program.stop_signal)
            deadline = time.monotonic() + patience
            for child in group:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.program.name} did not stop in {patience:g} s; ending it.")
                kill_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.children.clear()
        self._write_record()

    def _launch(self, program):
        with open_log(program.log) as log:
            return subprocess.Popen(
                [str(part) for part in program.argv],
                env=program.env,
                cwd=program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                umask=0o077,
                start_new_session=True,  # a Ctrl-C reaches the runner alone, which stops everything in order
                pass_fds=program.pass_fds,
                preexec_fn=dies_with_us(program.stop_signal),
                **program.popen,
            )

    def _write_record(self):
        running = [child for child in self.children.values() if child.process.returncode is None]
        write_json(self.record, [child.entry for child in running])


def open_log(path):
    """Append to the log, keeping one older file when it has grown."""
    if path.exists() and path.stat().st_size > ROTATE_AT:
        os.replace(path, path.with_suffix(".old.log"))
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def tail(path, lines=25):
    """The end of a log, for showing why something did not start."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return "".join(deque(file, maxlen=lines)).rstrip()
    except OSError:
        return ""


def kill_group(leader, number):
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return


def command_line(pid):
    """The process's arguments as the kernel has them; empty when it is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(part) for part in raw.split(b"\0")[:-1]]


def members(leader, argv):
    """Processes of the leader's group that run exactly this command: a number used again is not ours to kill."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        try:
            if os.getpgid(pid) == leader and command_line(pid) == argv:
                found.append(pid)
        except ProcessLookupError:
            continue
    return found


def clear_leftovers(record, *, patience=10.0):
    """Stop what a killed runner left behind, as its record names it. Returns how many groups were still there."""
    left = [entry for entry in read_json(record, []) if members(entry["pid"], entry["argv"])]
    for entry in sorted(left, key=lambda entry: -entry["layer"]):
        kill_group_of(entry, entry["signal"])
        deadline = time.monotonic() + patience
        while members(entry["pid"], entry["argv"]) and time.monotonic() < deadline:
            time.sleep(0.05)
        if members(entry["pid"], entry["argv"]):
            kill_group_of(entry, signal.SIGKILL)
    record.unlink(missing_ok=True)
    return len(left)


def kill_group_of(entry, number):
    """Signal the leader alone while it lives, so that it stops its own children in order; else the whole group."""
    if number != signal.SIGKILL and command_line(entry["pid"]) == entry["argv"]:
        os.kill(entry["pid"], number)
    else:
        kill_group(entry["pid"], number)
