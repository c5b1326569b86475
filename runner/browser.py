"""Finds a Chromium for the browser tests, fetching one where it must. Without one the tests fail; none is skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from runner.state import Problem

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_FILES = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*linux*/*headless?shell*")
DOWNLOAD_SECONDS = 60
APT_SECONDS = 600


def find(say, environ=os.environ, fetchers=None):
    """The path of a Chromium that starts. Raises Problem when there is none and none can be fetched."""
    named = environ.get("DYS_CHROMIUM")
    if named:
        if starts(named):
            return named
        raise Problem(f"DYS_CHROMIUM names {named}, which does not start.")
    for look in (of_playwright, on_path):
        if found := look(environ):
            return found
    say("No browser for the tests yet: fetching one.")
    for fetch in (install_with_playwright, install_with_apt) if fetchers is None else fetchers:
        if found := fetch(environ):
            return found
    raise Problem(
        "The browser tests need Chromium, and none was found or could be fetched. Install one (on Debian: "
        "apt install chromium) or name it: DYS_CHROMIUM=/path/to/chromium scripts/test"
    )


def starts(path):
    """Whether the program runs at all: a downloaded one may lack system libraries."""
    try:
        return subprocess.run([path, "--version"], check=False, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def of_playwright(environ):
    folder = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [path for pattern in PLAYWRIGHT_FILES for path in sorted(folder.glob(pattern), reverse=True)]
    return next((str(path) for path in found if os.access(path, os.X_OK) and starts(path)), None)


def on_path(environ):
    found = [shutil.which(name, path=environ.get("PATH")) for name in ON_PATH]
    return next((path for path in found if path and starts(path)), None)


def install_with_playwright(environ):
    attempt([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], DOWNLOAD_SECONDS)
    return of_playwright(environ)


def install_with_apt(environ):
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    attempt(["apt-get", "update", "-q"], APT_SECONDS)
    attempt(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], APT_SECONDS)
    return on_path(environ)


def attempt(command, seconds):
    """Run a fetch that may fail; what counts is whether a browser is there afterwards."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, check=False, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired):
        return
