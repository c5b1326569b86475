"""The commands behind scripts/run, scripts/manage and scripts/test."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from runner import browser, services
from runner.children import Supervisor
from runner.mailbox import listen
from runner.portal import Portal, manage_command
from runner.state import CHECKOUT, Problem, State, read_json, take, temporary_base

OWNER_COMMANDS = {"migrate", "showmigrations", "makemigrations", "rotate_keys"}
NEEDS_NO_TABLES = OWNER_COMMANDS | {"create_keysets", "check", "help", "--help", "--version"}


class Stop(BaseException):
    """Somebody asked the runner to end: Ctrl-C, a closed terminal, SIGTERM."""


def main(argv):
    command, *args = argv or [""]
    commands = {"run": run, "manage": manage, "test": test}
    if command not in commands:
        print("Use scripts/run, scripts/manage or scripts/test.", file=sys.stderr)
        return 2
    stop_on_signals()
    try:
        return commands[command](args)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stop:
        return 130


def stop_on_signals():
    """Without this, a SIGTERM would skip every `finally` and leave the servers behind."""

    def stop(*_):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means to stay
            signal.signal(number, stop)


def say(text):
    print(text, flush=True)


# scripts/run ---------------------------------------------------------------------------------------------------------
def run(args):
    options = run_options(args)
    began = time.monotonic()
    given = services.Urls.given()
    if options.fresh and (given.application or given.redis):
        raise Problem("--fresh deletes the portal's own data, and you named another database or queue. Leave one out.")
    state = State.of_checkout().make()
    lock = services.claim(state, "run")
    if lock is None:
        raise Problem(f"The portal of this checkout is already running ({services.holder(state)}).")
    must_be_free(options.port)
    if options.fresh:
        state.forget()
        state.make()
    supervisor = Supervisor(record=state.processes, say=say)
    say("Starting the servers." if not given.is_complete else "Using the database and the queue you named.")
    try:
        with services.running(state, supervisor, given, kind="run") as urls:
            portal = Portal(state, urls, options.port, demonstration=not options.no_demo)
            keep_running(portal, supervisor, began)
    finally:
        os.close(lock)
    return 0


def run_options(args):
    parser = argparse.ArgumentParser(prog="scripts/run", description="Start the whole portal on this machine.")
    parser.add_argument("--port", type=port_number, default=8000, help="where it answers on 127.0.0.1 (8000)")
    parser.add_argument("--fresh", action="store_true", help="delete its data first and begin again")
    parser.add_argument("--no-demo", action="store_true", help="no demonstration people, data or passwords")
    return parser.parse_args(args)


def port_number(text):
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 1 to 65535")
    return int(text)


def must_be_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = error.strerror
            raise Problem(f"Port {port} cannot be used ({reason}). Choose another: scripts/run --port N") from None


def keep_running(portal, supervisor, began):
    portal.prepare(say)
    if not os.environ.get("DYS_SMTP_HOST"):
        sock = listen()
        portal.smtp = {"DYS_SMTP_HOST": "127.0.0.1", "DYS_SMTP_PORT": str(sock.getsockname()[1])}
        supervisor.start(portal.mailbox(sock))
    services.note(portal.state, port=portal.port, smtp=portal.smtp)
    supervisor.start(portal.web())
    sign_ins = portal.sign_ins()
    portal.wait_until_healthy(supervisor)
    supervisor.start(portal.worker())
    supervisor.start(portal.beat())
    announce(portal, sign_ins, time.monotonic() - began)
    try:
        while True:
            supervisor.tick()
            time.sleep(0.2)
    except Stop:
        say("\nStopping.")


def announce(portal, sign_ins, seconds):
    say(f"\nReady after {seconds:.1f} s\n\n  Portal   {portal.address}")
    if portal.demonstration and portal.smtp:
        say(f"  Mailbox  {portal.address}/demonstration/mail/")
    elif portal.smtp:
        say(f"  Mail     {portal.state.mail}")
    say(f"  Data     {portal.state.root}")
    if portal.demonstration:
        say("\nThis is a demonstration on this machine: its people, data and passwords are made up.\n")
        say(sign_ins)
    else:
        say("\nThe first sign-in is made by: scripts/manage create_administrator --help")
    say("\nCtrl-C stops everything.")


# scripts/manage ------------------------------------------------------------------------------------------------------
def manage(args):
    given = services.Urls.given()
    state = State.of_checkout().make()
    users = take(state.users, shared=True, wait=True)
    lock = services.claim(state, "manage") if not given.is_complete else None
    if lock is None:
        urls = given if given.is_complete else services.of_the_running(state)
        found = read_json(state.services, {})
        return manage_with(Portal(state, urls, port=found.get("port", 8000), smtp=found.get("smtp", {})), args)
    try:
        with services.running(state, Supervisor(record=state.processes, say=say), given, kind="manage") as urls:
            try:
                return manage_with(Portal(state, urls), args)
            finally:
                os.close(users)
                os.close(take(state.users, wait=True))  # others may be using these servers
    finally:
        os.close(lock)


def manage_with(portal, args):
    command = args[0] if args else "help"
    portal.prepare_once(lambda text: print(text, file=sys.stderr), tables=command not in NEEDS_NO_TABLES)
    if command == "migrate" and not any(arg.startswith("--database") for arg in args):
        args = [*args, "--database", "owner"]  # the application may not change tables
    as_owner = command in OWNER_COMMANDS or any(arg in ("owner", "--database=owner") for arg in args)
    return foreground(manage_command(*args), portal.environment(owner=as_owner))


# scripts/test --------------------------------------------------------------------------------------------------------
def test(args):
    chromium = browser.find(say)
    with throw_away_services() as (urls, scratch):
        env = {
            **os.environ,
            "DYS_CHROMIUM": chromium,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TMPDIR": str(scratch),
            "PYTHONPYCACHEPREFIX": str(scratch.with_name("bytecode")),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of the many processes that tests start compiles everything
        env.update(DATABASE_URL=urls.application, DATABASE_OWNER_URL=urls.owner, REDIS_URL=urls.redis)
        if urls.superuser:
            env["DYS_TEST_SUPERUSER_URL"] = urls.superuser
        return foreground([sys.executable, "-m", "pytest", *pytest_arguments(args)], env)


def pytest_arguments(args):
    """Two processes unless the caller says otherwise; a debugger needs one. A file stays together (tests/order.py)."""
    alone = {"--pdb", "--trace", "--collect-only", "--co"}
    said = any(arg in alone or arg.startswith(("-n", "--numprocesses")) for arg in args)
    return list(args) if said else ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *args]


@contextmanager
def throw_away_services():
    """Servers that forget: no fsync, gone at the end, with a folder for what tests leave lying. What the environment
    names is used instead."""
    given = services.Urls.given()
    kept = State.of_checkout().make()
    with tempfile.TemporaryDirectory(prefix="dys-run-", dir=temporary_base()) as folder:
        state = State(Path(folder), binaries=kept.binaries).make()
        scratch = state.root / "tmp"
        scratch.mkdir(mode=state.root.stat().st_mode & 0o777)
        supervisor = Supervisor(record=state.processes, say=say)
        with services.running(state, supervisor, given, kind="test", careless=True) as urls:
            yield urls, scratch


def foreground(argv, env):
    """Run a command at the terminal. Ctrl-C is the command's own to handle; the runner waits for it."""
    process = None

    def pass_on(number, _):
        if process and number != signal.SIGINT:
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    try:
        process = subprocess.Popen(argv, env=env, cwd=CHECKOUT)
        code = process.wait()
    finally:
        stop_on_signals()
    return 128 - code if code < 0 else code
