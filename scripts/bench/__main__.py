"""Benches. Nothing here is a test: a figure depends on the machine, a ratio within one run hardly does.

They run on servers of their own, which keep what they are told as a real portal does, and never on those named in the
environment: what a bench writes is worthless.
"""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from runner import services
from runner.children import Supervisor
from runner.main import Stop, foreground, say, stop_on_signals
from runner.portal import Portal
from runner.state import Problem, State, temporary_base
from scripts.bench import start

IN_A_DATABASE = (
    "register", "audit", "evidence", "investigations", "clock", "reports", "pulse", "pulse_queue", "replay",
)  # fmt: skip
ALONE = ("screening",)


def main(argv):
    name, *options = argv or ["register"]
    stop_on_signals()
    try:
        if name == "start":
            return start.main(options)
        if name in ALONE:
            return foreground([sys.executable, "-m", f"scripts.bench.{name}", *options], dict(os.environ))
        if name in IN_A_DATABASE:
            return with_a_database(name, options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stop:
        return 130
    names = ", ".join((*IN_A_DATABASE, *ALONE))
    print(f"Use scripts/bench/run {names} or start. Each tells its options with --help.", file=sys.stderr)
    return 2


def with_a_database(name, options):
    """Run scripts/bench/NAME.py against an empty portal: tables and reference data, no people."""
    with throw_away_portal() as portal:
        say("Making the tables.")
        portal.manage("create_keysets")
        portal.manage("migrate", "--database", "owner", "--no-input", owner=True)
        return foreground([sys.executable, "-m", f"scripts.bench.{name}", *options], portal.environment(owner=True))


@contextmanager
def throw_away_portal():
    kept = State.of_checkout().make()
    with tempfile.TemporaryDirectory(prefix="dys-bench-", dir=temporary_base()) as folder:
        state = State(Path(folder), binaries=kept.binaries).make()
        supervisor = Supervisor(record=state.processes, say=say)
        with services.running(state, supervisor, services.Urls(), kind="bench") as urls:
            yield Portal(state, urls, demonstration=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
