"""The database and the queue a command uses: those named in the environment, those already up, or its own."""

import os
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from runner import servers
from runner.children import clear_leftovers
from runner.state import Problem, read_json, remove_socket_dir, take, write_json

STARTING_TAKES = 120


@dataclass(frozen=True)
class Urls:
    """Where the services are. The owner's address goes to migrations and test databases, never to the portal."""

    application: str = ""
    owner: str = ""
    redis: str = ""
    superuser: str = ""  # of throw-away servers only: some tests play the attacker

    @classmethod
    def given(cls, environ=os.environ):
        """Those the caller named; what is empty is ours to start."""
        urls = cls(environ.get("DATABASE_URL", ""), environ.get("DATABASE_OWNER_URL", ""), environ.get("REDIS_URL", ""))
        if bool(urls.application) != bool(urls.owner):
            raise Problem(
                "Set DATABASE_URL (the application's role) and DATABASE_OWNER_URL (the owner of the tables) together, "
                "or neither, and the portal starts its own Postgres."
            )
        return urls

    @property
    def is_complete(self):
        return bool(self.application and self.redis)


def claim(state, kind):
    """The lock of the checkout; whoever holds it runs its servers. Cleans up after a runner that was killed."""
    lock = take(state.lock)
    if lock is None:
        return None
    clear_leftovers(state.processes)
    remove_socket_dir(read_json(state.services, {}).get("sockets", "/nowhere"))
    write_json(state.services, {"pid": os.getpid(), "kind": kind})
    return lock


def holder(state):
    """Who holds the lock, for a message."""
    found = read_json(state.services, {})
    return f"scripts/{found.get('kind', 'run')}, process {found.get('pid', 'unknown')}"


@contextmanager
def running(state, supervisor, given, *, kind, careless=False):
    """Start what is not given, tell other commands where it is, and stop it at the end."""
    own, urls = [], given
    sockets = state.socket_dir() if not given.is_complete else None
    try:
        if sockets:
            postgres_bin, valkey_bin = servers.reachable(state.binaries, state.account)
        if not given.application:
            postgres = servers.Postgres(state, sockets, postgres_bin, careless=careless)
            own.append(postgres)
            superuser = postgres.url(servers.SUPERUSER) if careless else ""
            urls = Urls(postgres.url(servers.APPLICATION), postgres.url(servers.OWNER), urls.redis, superuser)
        if not given.redis:
            valkey = servers.Valkey(state, sockets, valkey_bin)
            own.append(valkey)
            urls = replace(urls, redis=valkey.url)
        servers.start(supervisor, own)
        if not given.application:
            postgres.make_roles()
        write_json(state.services, {"pid": os.getpid(), "kind": kind, "sockets": str(sockets or ""), **asdict(urls)})
        yield urls
    finally:
        supervisor.stop()
        state.services.unlink(missing_ok=True)
        if sockets:
            remove_socket_dir(sockets)


def note(state, **values):
    """Add to what other commands of this checkout may know of the running portal."""
    write_json(state.services, {**read_json(state.services, {}), **values})


def of_the_running(state):
    """The services another command of this checkout has started, as soon as they are up."""
    deadline = time.monotonic() + STARTING_TAKES
    while time.monotonic() < deadline:
        found = read_json(state.services, {})
        if found.get("redis"):
            return Urls(found["application"], found["owner"], found["redis"])
        time.sleep(0.1)
    raise Problem(f"The services of this checkout are not answering ({holder(state)}).")
