"""What was already done to a database, so that the second start does not do it again."""

import hashlib
import json
import os

import psycopg2
from psycopg2 import sql

from runner.state import CHECKOUT, Problem

DATA_FILES = {".py", ".toml", ".json", ".csv", ".txt"}
# Modules that only show or receive pages: a change in them asks for no migration.
PRESENTATION = {"views", "forms", "urls", "tables", "filters", "admin", "templatetags", "tests", "templates", "static"}
NOT_APPS = {"tests", "runner"}


def fingerprint(checkout=CHECKOUT):
    """A hash over everything a migration run depends on: models, migrations, reference data, pinned packages."""
    digest = hashlib.sha256((checkout / "requirements.txt").read_bytes())
    for app in sorted(path for path in checkout.iterdir() if (path / "__init__.py").exists()):
        if app.name in NOT_APPS:
            continue
        for path in sorted(app.rglob("*")):
            relative = path.relative_to(checkout)
            if path.suffix in DATA_FILES and path.is_file() and not PRESENTATION & {*relative.parts, path.stem}:
                digest.update(os.fsencode(relative) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Marks:
    """What was done to a database, written in the database itself (its comment), so that it goes where the data goes.

    A comment somebody else has written is left alone: then nothing is remembered and everything is checked each time.
    """

    def __init__(self, owner_url):
        try:
            self.connection = psycopg2.connect(owner_url)
        except psycopg2.Error as error:
            raise Problem(f"The database cannot be reached as the owner of its tables: {error}") from None
        self.connection.autocommit = True

    def __enter__(self):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_database(), shobj_description(oid, 'pg_database') FROM pg_database"
                " WHERE datname = current_database()"
            )
            self.database, comment = cursor.fetchone()
        self.values = parse_comment(comment)
        self.is_ours = self.values is not None
        self.values = self.values or {}
        return self

    def __exit__(self, *error):
        self.connection.close()

    def has_tables(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            return cursor.fetchone()[0]

    def get(self, name):
        return self.values.get(name)

    def put(self, **values):
        self.values.update(values)
        if self.is_ours:
            text = json.dumps({"scripts/run": self.values})
            with self.connection.cursor() as cursor:
                cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS %s").format(sql.Identifier(self.database)), [text])


def parse_comment(comment):
    """Our notes in a database's comment; {} when there is none, None when the comment is somebody else's."""
    if not comment:
        return {}
    try:
        values = json.loads(comment)["scripts/run"]
    except (ValueError, KeyError, TypeError):
        return None
    return values if isinstance(values, dict) else None
