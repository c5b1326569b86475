"""Every page anybody can come to: nothing for axe to find, nothing off the side; with keys, and without scripts."""

import re
from collections import defaultdict

import pytest
from playwright.sync_api import expect

from dys_social.access import ACCESS
from tests.browser import atlas, compartment, reporting, scenes
from tests.browser.hands import MOST_STOPS, SHOWS_FOCUS, Mouse
from tests.browser.looks import AXE, TAGS
from tests.browser.scenes import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 640, 390, 320)  # 640 is a window of 1280 at 200 %
DRAWN_FOR_AXE = (1280, 320)
NOBODY = "nobody signed in"
PERSONAS = {
    "caseworker": "dana.okafor-lane",
    "supervisor": "beatrix.nwosu",
    "Legal": "priya.lindqvist",
    "administrator": "bram.ekstrom",
    "auditor": "ines.farquhar-odell",
    "investigator": compartment.INVESTIGATOR,
    "investigator's supervisor": compartment.SUPERVISOR,
    "Commissioner's designee": "rolf.castellane",
    "Commissioner": "adaeze.thornbury",
    "somebody named in a report": "amara.lindgren",
    "manager with a safety instruction": "silvio.pemberton",
    "Pulse moderator": "lucinda.achebe-ross",
    "author of a post that was removed": "rosalind.teague",
    NOBODY: None,
}
# No link leads there: an answer for machines, the mailbox that scripts/run names, Legal's list while it is empty, what a
# call for help leads to.
UNLINKED = {"/healthz": None, "/demonstration/mail/": None, "/accounts/conflicts/": "Legal", "/sign-in/": None,
            "/report/help/": "Legal"}  # fmt: skip


@pytest.fixture(scope="package")
def found(portal, chromium):
    """For every persona the pages they can come to, walked once."""
    portal.manage(
        "shell", "-c", "from tests.browser import compartment, pulse_rows; compartment.fill(), pulse_rows.fill()"
    )
    places = {}
    for persona, username in PERSONAS.items():
        context = chromium.new_context(base_url=portal.address)
        page = context.new_page()
        also = [path for path, whose in UNLINKED.items() if whose in (None, persona)]
        if username is None:
            also += reporting.of_nobody(page)
        else:
            scenes.arrive(Mouse(page), username)
        if persona == "caseworker":
            also += reporting.of_a_reporter(page)
        places[persona] = atlas.walk(page, also)
        context.close()
    return places


@pytest.fixture
def page_of(open_page, signed_in):
    """A page of a persona's own browser."""

    def opened(persona):
        if PERSONAS[persona] is not None:
            return signed_in(PERSONAS[persona])
        page = open_page()
        reporting.of_nobody(page)
        return page

    return opened


def test_every_address_of_the_access_table_is_looked_at_here(found, page_of):
    visited = {place.view for places in found.values() for place in places}
    left = set(ACCESS) - visited

    for persona in PERSONAS:
        page = page_of(persona)
        left -= {view for view in left if atlas.takes_only_forms(page, view)}

    # Nobody may have got a mail yet; a file shows while its sealed group is open, to whoever opened it; a calendar's
    # address is known to nobody but that calendar; machines alone read what is signed.
    elsewhere = {
        "calendar_feed",
        "demonstration_message",
        "investigation_file",
        "pulse_api_delivery",
        "pulse_api_openapi",
    }
    assert not left - elsewhere, sorted(left - elsewhere)


def test_no_link_leads_nowhere(found):
    broken = [(persona, place) for persona, places in found.items() for place in places if place.status != 200]

    assert broken == []


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_is_accessible_and_fits(found, page_of, persona):
    page = page_of(persona)

    faults = [fault for path in to_be_drawn(found)[persona] for fault in faults_of(page, path)]

    assert faults == []


def to_be_drawn(found):
    """Everybody's home, and of every view as many pages as it takes to see each of its parts once; healthz is no page."""
    paths, seen = {persona: ["/"] for persona in found}, defaultdict(set)
    for persona, places in found.items():
        for place in sorted(places, key=lambda place: -len(place.parts)):
            is_new = place.view not in seen or place.parts - seen[place.view]
            if is_new and place.is_there and place.path not in ("/", "/healthz"):
                seen[place.view] |= place.parts
                paths[persona].append(place.path)
    return paths


def faults_of(page, path):
    page.goto(path)
    return [(path, *fault) for fault in faults_in(page)]


def faults_in(page):
    """What is wrong with the page as it stands: (width, what, where)."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (too_wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            faults.append((width, f"{too_wide} px too wide", page.evaluate(WHAT_STICKS_OUT)))
        if width in DRAWN_FOR_AXE:
            found = AXE.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
            faults += [(width, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return faults


WHAT_STICKS_OUT = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.tagName + "." + element.className).slice(0, 5)"""


# Pages that say no ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("persona", "path", "button"),
    [
        ("caseworker", "/authorizations/new/", "Save and continue"),
        ("administrator", "/people/new/", "Add"),
        ("administrator", "/youth/new/", "Add"),
        ("supervisor", "/delegations/", "Hand my decisions over"),
    ],
)
def test_a_form_with_mistakes_says_where_they_are(signed_in, persona, path, button):
    page = signed_in(PERSONAS[persona])
    page.goto(path)

    page.get_by_role("main").get_by_role("button", name=button).click()

    says_where_the_mistakes_are(page)


def test_a_sign_in_that_fails_says_so(open_page):
    page = open_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("nobody.at-all")
    page.get_by_label("Password").fill("wrong")

    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_focused()
    assert faults_in(page) == []


def test_a_decision_without_a_signature_says_so(signed_in):
    page = signed_in("beatrix.nwosu")
    page.get_by_role("link", name="Decide the oldest request").click()
    page.get_by_role("radio", name="Return for changes").check()

    page.get_by_role("button", name="Sign and return").click()

    says_where_the_mistakes_are(page)
    expect(page.get_by_role("radio", name="Return for changes")).to_be_checked()


def says_where_the_mistakes_are(page):
    """The summary has the focus, each of its links leads to a field, and the page stays accessible."""
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    targets = summary.get_by_role("link").evaluate_all("links => links.map((link) => link.hash)")
    assert targets
    assert [target for target in targets if page.locator(target).count() != 1] == []
    assert faults_in(page) == []


def test_a_page_that_does_not_exist_leads_back(signed_in):
    page = signed_in("dana.okafor-lane")

    assert page.goto("/authorizations/nowhere/").status == 404

    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    assert faults_in(page) == []


def test_what_may_not_be_done_is_refused_with_the_reason(signed_in):
    """A request that was sent is not edited."""
    page = signed_in("mateo.rivard")
    page.get_by_role("region", name=re.compile("^My authorizations")).get_by_role("row").filter(
        has_text="decides"
    ).get_by_role("link").first.click()
    path = page.url.split("#")[0]

    assert page.goto(f"{path}edit/youth/").status == 403

    expect(page.get_by_role("heading", level=1)).to_have_text("This cannot be done")
    assert faults_in(page) == []


def test_who_comes_second_reads_who_was_first(signed_in):
    """Two windows with one request: the second decision is not done, and the page says what the first one was."""
    first = signed_in("beatrix.nwosu")
    first.get_by_role("row").filter(has_text="Supervision on LinkedIn").get_by_role("link").click()
    expect(first.get_by_role("heading", name="Your decision")).to_be_visible()
    second = first.context.new_page()
    second.goto(first.url)
    for page, reason in ((first, "Say which pages."), (second, "Say since when.")):
        page.get_by_role("radio", name="Return for changes").check()
        page.get_by_label("What is to be changed").fill(reason)
        page.get_by_label("Sign with your full name").fill("Beatrix Nwosu")

    first.get_by_role("button", name="Sign and return").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("My work")
    second.get_by_role("button", name="Sign and return").click()

    expect(second.get_by_role("heading", level=1)).to_have_text("Somebody was first")
    expect(second.get_by_role("main")).to_contain_text("Beatrix Nwosu")
    assert faults_in(second) == []


# Keys, and no scripts -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [1280, 390])
def test_the_focus_is_seen_at_every_stop(signed_in, width):
    page = signed_in("beatrix.nwosu", width=width)
    page.goto("/")
    home = unseen_stops(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^SUP-")).first.click()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()

    assert (home, unseen_stops(page)) == ([], [])


def unseen_stops(page):
    """Tab from the top to the end: the stops that show no ring, or lie under something or off the window."""
    page.goto(page.url.split("#")[0])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    unseen, stops = [], 0
    while page.evaluate("document.activeElement !== document.body") and stops < MOST_STOPS:
        stop = page.evaluate(STOP)
        if not (page.evaluate(SHOWS_FOCUS) and stop["is_on_top"]):
            unseen.append(stop["what"])
        stops += 1
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('skip')"):
            break
    assert 10 < stops < MOST_STOPS
    return unseen


STOP = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const points = [[box.left + box.width / 2, box.top + box.height / 2], [box.left + 3, box.top + 3],
                  [box.right - 3, box.bottom - 3]];
  const hits = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
  const label = element.labels && element.labels[0];
  return {
    what: element.outerHTML.slice(0, 200),
    is_on_top: hits.some((hit) => element.contains(hit) || (label && label.contains(hit)) || hit.contains(element)),
  };
}"""


def test_the_skip_link_leads_past_the_menu(signed_in):
    page = signed_in("beatrix.nwosu")
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("!!document.activeElement.closest('main')")


@pytest.mark.parametrize("width", [1280, 390])
def test_escape_closes_the_menu(signed_in, width):
    page = signed_in("beatrix.nwosu", width=width)
    summary = page.locator("summary:visible").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_request_is_filed_and_decided_without_scripts(open_page):
    people = People("Juniper Slate", "Noor Halloran", "Sage K.", "Facebook", "demojuniper")
    employee = scenes.arrive(Mouse(open_page(java_script_enabled=False)), people.employee)
    scenes.begin(employee)
    scenes.say_whom_and_why(employee, people)
    employee.press("Save and continue")
    scenes.name_the_account(employee, people)
    employee.press("Save and continue")
    number = scenes.sign_and_send(employee, people)

    supervisor = scenes.arrive(Mouse(open_page(java_script_enabled=False)), people.supervisor)
    scenes.decide(supervisor, people, number, "Grant, with conditions")

    employee.page.goto("/")
    employee.follow(number)
    employee.sees("The three underlined names are required")
