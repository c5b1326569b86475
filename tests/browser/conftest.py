"""Chromium against a running portal, one of each for this folder. Whatever the console complains about fails the test.

Not for the session: Playwright leaves an event loop running, in which Django refuses to touch the database.
"""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.looks import Looker
from tests.browser.portal import PASSWORD, Portal
from tests.look.conftest import chromium_path

PATIENCE = 30_000  # milliseconds; a busy machine is slow, a fast one does not wait
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def portal():
    folder = Path(tempfile.mkdtemp(prefix="dys browser "))
    portal = Portal(folder / "the portal")
    try:
        portal.start()
        yield portal
    finally:
        if portal.process is not None and portal.process.poll() is None:
            portal.stop()
        for pid in portal.processes():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(portal.state.root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What pages complained about: errors of scripts, what the content security policy stopped, missing files."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def open_page(chromium, portal, complaints):
    """A page of a fresh browser, with nobody signed in."""
    contexts = []

    def listen(message):
        is_own_answer = (
            message.text.startswith("Failed to load resource") and message.location["url"] == message.page.url
        )
        is_about_speed = "preloaded using link preload but not used" in message.text  # of a busy machine
        if message.type in ("error", "warning") and not is_own_answer and not is_about_speed:
            complaints.append(f"{message.page.url}: {message.text}")

    def open_one(width=1280, height=900, **options):
        options = {"base_url": portal.address, "viewport": {"width": width, "height": height}} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(f"{error.page.url}: {error.error}"))
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(open_page):
    """A page of somebody's own browser, at "my work": signed_in("beatrix.nwosu", width=390)."""

    def sign_in(username, **options):
        page = open_page(**options)
        page.goto("/")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
        return page

    return sign_in


@pytest.fixture(scope="module")
def looker():
    return Looker()


@pytest.fixture
def arrives(looker):
    """Wait for a page by its heading, and look at it."""

    def at(person, heading):
        person.is_at(heading)
        looker.look(person)

    return at
