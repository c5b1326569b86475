"""Options, arguments and the environment of the children."""

import socket

import pytest

from runner.main import must_be_free, pytest_arguments, run_options
from runner.marks import fingerprint, parse_comment
from runner.portal import Portal
from runner.services import Urls
from runner.state import Problem, State


def test_the_options_of_run():
    options = run_options(["--port", "8123", "--fresh", "--no-demo"])

    assert (options.port, options.fresh, options.no_demo) == (8123, True, True)
    assert run_options([]).port == 8000


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "80 80", "٨٠٠٠", ""])
def test_a_port_that_is_none_is_refused_in_words(port, capsys):
    with pytest.raises(SystemExit):
        run_options([f"--port={port}"])

    assert "is not a port number from 1 to 65535" in capsys.readouterr().err


def test_a_port_in_use_is_said_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Problem, match=f"Port {port} cannot be used"):
            must_be_free(port)


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]),
        (
            ["tests/people", "-k", "name"],
            ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "tests/people", "-k", "name"],
        ),
        (["-n0"], ["-n0"]),
        (["-n", "4"], ["-n", "4"]),
        (["--numprocesses=1"], ["--numprocesses=1"]),
        (["--pdb", "tests/people"], ["--pdb", "tests/people"]),
    ],
)
def test_tests_run_in_two_processes_unless_told_otherwise(given, passed):
    assert pytest_arguments(given) == passed


def test_both_database_addresses_are_given_or_neither():
    assert Urls.given({}) == Urls()
    assert Urls.given({"DATABASE_URL": "a", "DATABASE_OWNER_URL": "o", "REDIS_URL": "r"}).is_complete

    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        with pytest.raises(Problem, match="together"):
            Urls.given({name: "postgres://x"})


@pytest.fixture
def portal(tmp_path, monkeypatch):
    for name in ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE", "DATABASE_URL_FILE", "DYS_SECRET_KEY"):
        monkeypatch.setenv(name, "of the caller")
    monkeypatch.setenv("DYS_PRODUCTION", "1")
    return Portal(State(tmp_path / "state").make(), Urls("application", "owner", "queue"), port=8123)


def test_web_worker_and_beat_never_see_the_owner(portal):
    for program in (portal.web(), portal.worker(), portal.beat()):
        assert program.env["DATABASE_URL"] == "application"
        assert not [name for name in program.env if "OWNER" in name]
        assert "owner" not in program.env.values()


def test_the_owner_is_named_only_where_it_is_asked_for(portal):
    assert portal.environment(owner=True)["DATABASE_OWNER_URL"] == "owner"


def test_the_callers_own_settings_do_not_leak_into_the_portal(portal):
    env = portal.environment()

    assert env["DYS_PRODUCTION"] == "0"
    assert env["DYS_PORTAL_URL"] == "http://127.0.0.1:8123"
    assert "of the caller" not in env.values()


def test_without_the_demonstration_nothing_says_otherwise(portal):
    portal.demonstration = False

    assert portal.environment()["DYS_DEMONSTRATION"] == "0"
    assert portal.sign_ins() == ""


def test_only_what_a_migration_depends_on_changes_the_fingerprint(tmp_path):
    (tmp_path / "requirements.txt").write_text("django")
    (tmp_path / "people" / "migrations").mkdir(parents=True)
    (tmp_path / "people" / "__init__.py").touch()
    (tmp_path / "people" / "views.py").write_text("old")
    before = fingerprint(tmp_path)

    (tmp_path / "people" / "views.py").write_text("new")
    assert fingerprint(tmp_path) == before

    (tmp_path / "people" / "migrations" / "0001_initial.py").write_text("tables")
    with_migration = fingerprint(tmp_path)
    assert with_migration != before

    (tmp_path / "people" / "titles.toml").write_text("[titles]")
    assert fingerprint(tmp_path) != with_migration


@pytest.mark.parametrize(
    ("comment", "values"),
    [
        (None, {}),
        ('{"scripts/run": {"prepared": "abc"}}', {"prepared": "abc"}),
        ("The payroll database", None),
        ('["a list"]', None),
        ('{"scripts/run": "odd"}', None),
    ],
)
def test_a_comment_somebody_else_wrote_on_the_database_is_not_ours(comment, values):
    assert parse_comment(comment) == values
