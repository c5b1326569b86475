"""The portal's own processes: their environment, what must be done before they start, and how they are started."""

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from runner.children import Program, dies_with_us, tail
from runner.marks import Marks, fingerprint
from runner.services import Urls
from runner.state import CHECKOUT, Problem, State, read_json, write_json

WITHHELD = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DYS_SECRET_KEY")
HEALTHY_WITHIN = 90
REFUSED = 3  # what seed_demo returns for a database that already has people


class Refused(Problem):
    """A management command declined for a reason that need not stop the portal."""


def manage_command(*args):
    return [sys.executable, str(CHECKOUT / "manage.py"), *args]


@dataclass
class Portal:
    """One portal on this machine: where it keeps things, which services it uses, and where it answers."""

    state: State
    urls: Urls
    port: int = 8000
    demonstration: bool = True
    smtp: dict = field(default_factory=dict)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def environment(self, *, owner=False):
        """The settings by environment. The owner's address is in it only when asked for."""
        withheld = {name + end for name in WITHHELD for end in ("", "_FILE")}
        env = {name: value for name, value in os.environ.items() if name not in withheld}
        env.update(
            DJANGO_SETTINGS_MODULE="dys_social.settings",
            DYS_PRODUCTION="0",
            DYS_DEMONSTRATION="1" if self.demonstration else "0",
            DYS_STATE_DIR=str(self.state.portal),
            DYS_KEYSET_DIR=str(self.state.keys),
            DYS_AUDIT_ANCHOR_FILE=str(self.state.anchor),
            DYS_SECRET_KEY_FILE=str(self.state.secret_file("secret_key")),
            DYS_STATIC_ROOT=str(self.state.static),
            DYS_PORTAL_URL=self.address,
            DYS_DEMONSTRATION_MAIL_DIR=str(self.state.mail),
            DATABASE_URL=self.urls.application,
            REDIS_URL=self.urls.redis,
            **self.smtp,
        )
        if owner:
            env["DATABASE_OWNER_URL"] = self.urls.owner
        return env

    def manage(self, *args, owner=False):
        """Run a management command and return what it printed; its words are shown only when it fails."""
        done = subprocess.run(
            manage_command(*args),
            check=False,
            env=self.environment(owner=owner),
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            umask=0o077,
            start_new_session=True,
            preexec_fn=dies_with_us(signal.SIGTERM),
        )
        if done.returncode == REFUSED:
            raise Refused(done.stderr.strip())
        if done.returncode:
            raise Problem(f"manage.py {' '.join(args)} failed:\n{(done.stdout + done.stderr).strip()}")
        return done.stdout

    # Before the first page ------------------------------------------------------------------------------------------
    def prepare(self, say):
        """Keys, tables and demonstration data, as far as they are missing. Decides whether this is a demonstration."""
        current = fingerprint()
        with Marks(self.urls.owner) as marks:
            if not any(self.state.keys.iterdir()) or marks.get("prepared") != current:
                self.manage("create_keysets")
            if marks.get("prepared") != current:
                if not marks.has_tables():
                    marks.put(new=True)
                say("Bringing the database up to date.")
                self.manage("migrate", "--database", "owner", "--no-input", owner=True)
                marks.put(prepared=current)
            self._demonstrate(marks, say)

    def prepare_once(self, say, *, tables):
        """For single commands: keys, and tables in a database that has none yet. Demonstration data as it stands."""
        if not any(self.state.keys.iterdir()):
            self.manage("create_keysets")
        with Marks(self.urls.owner) as marks:
            if tables and not marks.has_tables():
                say("Making the tables of a new database.")
                marks.put(new=True)
                self.manage("migrate", "--database", "owner", "--no-input", owner=True)
                marks.put(prepared=fingerprint())
            self.demonstration = marks.get("demonstration") is not False

    def _demonstrate(self, marks, say):
        """Demonstration people go into a new database once, and never into one that was started without them."""
        if marks.get("demonstration") is None:
            wanted = self.demonstration and bool(marks.get("new"))
            if wanted:
                say("Loading the demonstration data.")
                try:
                    self.manage("seed_demo")
                except Refused as refusal:
                    say(str(refusal))
                    wanted = False
            marks.put(demonstration=wanted, new=False)
        if self.demonstration and not marks.get("demonstration"):
            say("This database was begun without demonstration data and stays so; --fresh begins again with it.")
            self.demonstration = False

    def sign_ins(self):
        """The demonstration sign-ins by role, as `seed_demo --sign-ins` prints them; asked again when code changes."""
        if not self.demonstration:
            return ""
        current = fingerprint()
        kept = read_json(self.state.sign_ins, {})
        if kept.get("of") != current:
            kept = {"of": current, "text": self.manage("seed_demo", "--sign-ins").rstrip()}
            write_json(self.state.sign_ins, kept)
        return kept["text"]

    # Processes ------------------------------------------------------------------------------------------------------
    def web(self):
        options = ["--worker-class", "gthread", "--threads", "8", "--bind", f"127.0.0.1:{self.port}"]
        options += ["--no-control-socket", "--graceful-timeout", "5", "--timeout", "60", "--log-level", "warning"]
        return self._program("web", "gunicorn", *options, "dys_social.wsgi:application")

    def worker(self):
        options = ["--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        return self._program("worker", "celery", "--quiet", "--app", "dys_social", "worker", *options)

    def beat(self):
        options = ["--loglevel", "WARNING", "--schedule", self.state.beat / "schedule", "--pidfile="]
        return self._program("beat", "celery", "--quiet", "--app", "dys_social", "beat", *options)

    def mailbox(self, sock):
        program = self._program("mailbox", "runner.mailbox", sock.fileno(), self.state.mail)
        program.pass_fds = (sock.fileno(),)
        return program

    def _program(self, name, module, *args):
        env = self.environment()
        # Root runs the portal itself as root: the checkout and its keys may be shut to every other account.
        env.setdefault("PYTHONWARNINGS", "ignore:::celery.platforms")
        argv = [sys.executable, "-m", module, *args]
        return Program(name, argv, env, self.state.logs / f"{name}.log", cwd=CHECKOUT)

    def is_healthy(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_healthy(self, supervisor):
        deadline = time.monotonic() + HEALTHY_WITHIN
        while not self.is_healthy():
            supervisor.tick()
            if supervisor.ended("web") >= 2 or time.monotonic() > deadline:
                log = self.state.logs / "web.log"
                raise Problem(f"The portal does not answer at {self.address}/healthz. The end of {log}:\n{tail(log)}")
            time.sleep(0.1)
