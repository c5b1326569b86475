"""How long it takes from a fresh clone to the first page, and to the first page of the second start."""

import argparse
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

from runner.state import CHECKOUT, Problem, State

FRESH, SECOND = 60, 10  # seconds, where packages download fast
GIVEN_UP_AFTER = 600
OURS = ("DATABASE_", "REDIS_", "DYS_", "DJANGO_")


def main(options):
    parser = argparse.ArgumentParser(prog="scripts/bench/run start", description=__doc__)
    parser.add_argument("--starts", type=int, default=3, help="how often it is started again")
    starts = parser.parse_args(options).starts
    with tempfile.TemporaryDirectory(prefix="dys bench ") as folder:
        clone = Path(folder) / "portal"
        began = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        state = State.of_checkout(clone)
        try:
            show("fresh clone to first page", first_page(clone, began), FRESH)
            for number in range(starts):
                show(f"start {number + 2}", first_page(clone, time.monotonic()), SECOND)
        finally:
            shutil.rmtree(state.root, ignore_errors=True)
    return 0


def show(what, seconds, budget):
    print(f"  {what:<28}{seconds:6.1f} s  budget {budget} s  {'ok' if seconds <= budget else 'OVER'}", flush=True)


def first_page(clone, began):
    """Start the portal, wait for the sign-in page, stop it; seconds since `began` until the page was there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [clone / "scripts" / "run", "--port", str(port)], env=env, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
        try:
            while not answers(port):
                if process.poll() is not None or time.monotonic() - began > GIVEN_UP_AFTER:
                    output.seek(0)
                    raise Problem(f"The portal did not start:\n{output.read()}")
                time.sleep(0.05)
            return time.monotonic() - began
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).status == 200
    except (OSError, urllib.error.HTTPError):
        return False
