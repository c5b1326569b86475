"""A Chromium for the gallery, served from memory: no port, no database, the portal's own content security policy."""

import mimetypes
import os
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import sync_playwright

from tests.look import pages

ORIGIN = "http://localhost"  # a secure context, so that the clipboard works
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def chromium_path(playwright):
    """The browser named in the environment, Playwright's own, or the system's."""
    own = playwright.chromium.executable_path
    candidates = [os.environ.get("DYS_CHROMIUM"), own if os.path.exists(own) else None]
    candidates += [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    return next(path for path in candidates if path)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def gallery(chromium):
    """Opens a page of the gallery: gallery("request", width=390). Fails on whatever the console complains about."""
    complaints, contexts, sent = [], [], []

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if route.request.method == "POST":
            sent.append(path)
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            route.fulfill(body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "font/woff2")
        elif path.strip("/") in pages.PAGES:
            try:
                body = pages.render(path.strip("/"))
            except Exception:  # a page that cannot be drawn fails at once, not after the browser's patience
                route.abort()
                raise
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.fulfill(status=204)

    def open_page(name, width=1280, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{ORIGIN}/{name}")
        page.sent = sent
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
