"""What the README and the pages of docs/ promise is there: commands, settings, files, pictures."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

CHECKOUT = Path(__file__).resolve().parents[2]
README = CHECKOUT / "README.md"
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
VARIABLE = re.compile(r"`((?:DYS|DATABASE|REDIS)_[A-Z_]+)`")
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PLACES = "|".join(["bin", "etc", "home", "mnt", "opt", "root", "srv", "tmp", "usr", "var", "work", "Users"])
ABSOLUTE = re.compile(rf"(?<![\w.:/~-])/(?:{PLACES})/\S*")

page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(CHECKOUT).as_posix())


def text(path):
    return path.read_text(encoding="utf-8")


def settings_read():
    """{variable: the function of dys_social/env.py that reads it} for everything settings.py takes."""
    calls = [node for node in ast.walk(ast.parse(text(CHECKOUT / "dys_social" / "settings.py"))) if is_reading(node)]
    return {call.args[0].value: call.func.attr for call in calls}


def is_reading(node):
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and isinstance(node.func.value, ast.Name) and node.func.value.id == "env"


def settings_table():
    """{variable: its line} of the README's table."""
    section = text(README).split("## Settings")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return {name: line for line in lines for name in VARIABLE.findall(line.split("|")[1])}


@page
def test_every_command_is_there_and_can_be_run(path):
    commands = set(re.findall(r"(?<![\w/.])(?:scripts|deploy|\.ci)/[\w/-]+(?![\w./-])", text(path)))

    missing = [name for name in commands if not (CHECKOUT / name).is_dir() and not os.access(CHECKOUT / name, os.X_OK)]

    assert missing == []


@page
def test_every_management_command_is_one(path):
    named = set(re.findall(r"(?:scripts/manage|manage\.py) ([a-z][a-z_]+)", text(path)))

    assert named - set(get_commands()) == set()


def test_the_options_of_the_start_are_those_it_takes():
    section = text(README).split("## Try it")[1].split("\n## ")[0]
    told = set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE))

    assert told == set(re.findall(r'add_argument\("(--[a-z-]+)"', text(CHECKOUT / "runner" / "main.py")))


def test_every_setting_by_environment_is_told_and_nothing_else_is():
    assert set(settings_table()) == set(settings_read())


def test_settings_that_may_be_a_file_are_marked():
    secret = {name for name, reader in settings_read().items() if reader == "secret"}

    marked = {name for name, line in settings_table().items() if f"`{name}` †" in line}

    assert marked == secret


def test_variables_told_elsewhere_are_read_by_somebody():
    sources = [CHECKOUT / "scripts" / "_bootstrap.sh", *(CHECKOUT / "runner").glob("*.py")]
    sources += (CHECKOUT / "dys_social").rglob("*.py")
    read = "\n".join(text(path) for path in sources)

    told = {name for path in PAGES for name in VARIABLE.findall(text(path))}

    assert [name for name in sorted(told) if name not in read] == []


@page
def test_every_link_to_a_file_leads_somewhere(path):
    found = [target for mark, target in LINK.findall(text(path)) if not mark and "://" not in target]

    assert [target for target in found if not (path.parent / target).exists()] == []


@page
def test_every_picture_is_there(path):
    found = [path.parent / target for mark, target in LINK.findall(text(path)) if mark]

    assert [picture.name for picture in found if not picture.is_file()] == []


@page
def test_every_path_named_in_a_sentence_exists(path):
    quoted = re.findall(r"`([\w.-]+/[\w./-]*)`", text(path))

    ours = [name for name in quoted if (CHECKOUT / name.split("/")[0]).exists() and not name.startswith("var/")]

    assert [name for name in ours if not (CHECKOUT / name).exists()] == []


@page
def test_no_page_names_a_place_on_somebodys_machine(path):
    assert ABSOLUTE.findall(text(path)) == []


def test_a_place_on_a_machine_would_be_noticed():
    assert ABSOLUTE.findall("see /home/dana/portal, not docs/adr/ nor http://127.0.0.1:8000/help/") != []
    assert ABSOLUTE.findall("`/healthz` answers, `var/` holds the data, static/vendor/x") == []


def start(tmp_path, **env):
    """Load the portal as gunicorn does, with production settings; what it said and how it ended."""
    given = {
        "PATH": os.environ["PATH"],
        "DYS_SECRET_KEY": "stands-in-for-a-secret",
        "DATABASE_URL": "postgres://nobody@localhost/none",
        "REDIS_URL": "redis://localhost/0",
        "DYS_STATE_DIR": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import dys_social.wsgi"],
        check=False, cwd=CHECKOUT, env=given | env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_without_keysets_the_portal_does_not_start(tmp_path):
    bare = start(tmp_path)
    with_keys = start(tmp_path, DYS_KEYSET_DIR=str(settings.KEYSET_DIR), DYS_STATIC_HASHED="0")

    assert bare.returncode != 0
    assert "keyset" in bare.stderr
    assert with_keys.returncode == 0, with_keys.stderr


def test_a_demonstration_in_production_does_not_start(tmp_path):
    done = start(tmp_path, DYS_KEYSET_DIR=str(settings.KEYSET_DIR), DYS_DEMONSTRATION="1")

    assert done.returncode != 0
    assert "refused in production" in done.stderr


def test_every_decision_is_in_the_list_with_its_title():
    listed = dict(re.findall(r"\[\d+\]\(([\w-]+\.md)\) \| (.+) \|", text(CHECKOUT / "docs" / "adr" / "README.md")))

    pages = sorted((CHECKOUT / "docs" / "adr").glob("[0-9]*.md"))

    assert listed == {path.name: text(path).splitlines()[0].partition(". ")[2] for path in pages}
