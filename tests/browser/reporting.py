"""Reports for the walk through every page: a draft that needs every page there is, and a report opened by its words."""

import re

from playwright.sync_api import expect

from dys_social.seed.report_acts import KNOWN_KEY
from tests.browser.hands import Mouse
from violations.views.pages import PAGES

SIGNED_IN, UNLINKED = "/report/", "/report/anonymous/"
OWN = re.compile(r'href="/report/mine/([0-9a-f-]{36})/"')


def begin(page, start=SIGNED_IN):
    """A draft, as far as the clause: the pages after it stand open."""
    reporter = Mouse(page)
    page.goto(start)
    if start == SIGNED_IN:
        reporter.choose("Confidentially")
    reporter.press(re.compile("^(Begin|Go)"))
    reporter.choose("No")
    reporter.press("Continue")
    reporter.tick(re.compile("^Let a youth go online with staff access"))
    reporter.press("Continue")
    reporter.is_at("A little more about that")


def open_with_key(page):
    """Leads to the report of the demonstration whose words everybody knows."""
    reporter = Mouse(page)
    page.goto("/report/anonymous/follow/")
    reporter.write("Your seven words", KNOWN_KEY)
    reporter.press("Open my report")
    expect(page.get_by_role("heading", level=1, name=re.compile("^Your report VR-"))).to_be_visible()
    return page.url


def of_nobody(page):
    """Addresses to which buttons lead, for a browser in which nobody is signed in."""
    begin(page, UNLINKED)
    return [UNLINKED, *_steps(UNLINKED), f"{UNLINKED}done/", "/report/verify/", open_with_key(page).partition("?")[0]]


def of_a_reporter(page):
    """The same for somebody signed in, who has made a report before."""
    begin(page)
    own = OWN.search(page.request.get("/report/mine/").text()).group(1)
    return [*_steps(SIGNED_IN), f"/report/receipt/{own}/"]


def _steps(start):
    return [*(f"{start}step/{name}/" for name in PAGES), f"{start}now/", f"{start}later/", f"{start}check/"]
