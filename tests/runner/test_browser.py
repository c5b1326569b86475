"""Looking for a browser, with stand-in programs on a path of their own."""

import pytest

from runner import browser
from runner.state import Problem


def program(path, code=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def places(tmp_path):
    return {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "playwright"), "PATH": str(tmp_path / "bin")}


def quiet(_):
    """Nothing to say."""


def test_the_one_named_in_the_environment_comes_first(tmp_path, places):
    program(tmp_path / "bin" / "chromium")
    named = program(tmp_path / "mine")

    assert browser.find(quiet, {**places, "DYS_CHROMIUM": named}) == named


def test_a_named_one_that_does_not_start_is_said_and_not_passed_over(tmp_path, places):
    program(tmp_path / "bin" / "chromium")

    with pytest.raises(Problem, match="does not start"):
        browser.find(quiet, {**places, "DYS_CHROMIUM": str(tmp_path / "missing")})


def test_playwrights_own_comes_before_the_systems(tmp_path, places):
    program(tmp_path / "bin" / "chromium")
    own = program(tmp_path / "playwright" / "chromium-1200" / "chrome-linux" / "chrome")

    assert browser.find(quiet, places) == own


def test_one_that_lacks_its_libraries_is_passed_over(tmp_path, places):
    program(tmp_path / "playwright" / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell", code=127)
    on_path = program(tmp_path / "bin" / "google-chrome")

    assert browser.find(quiet, places) == on_path


def test_one_that_had_to_be_fetched_is_used(tmp_path, places):
    def fetch(environ):
        return program(tmp_path / "fetched")

    assert browser.find(quiet, places, fetchers=[lambda environ: None, fetch]) == str(tmp_path / "fetched")


def test_without_any_browser_the_tests_fail_with_advice(places):
    with pytest.raises(Problem, match="apt install chromium"):
        browser.find(quiet, places, fetchers=[])
