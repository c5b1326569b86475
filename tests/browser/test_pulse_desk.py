"""The moderators' desk from end to end (B.1.a; the journeys of the issue): twenty posts by keyboard, two who meet on one
post, a removal under C.2.a with its report, and another look by another moderator. Every page passed is looked at.
"""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Keys, Mouse
from tests.browser.looks import NUMBERS
from tests.browser.test_pages import faults_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REPORT = re.compile(r"VR-\d{4}-\d{4}")
LUCINDA, BRAM = "Lucinda Achebe-Ross", "Bram Ekstrom"
MARK = f"landing {uuid.uuid4().int % 10_000}"  # so that a run finds its own posts alone
WHY = "Profanity is not for Pulse. Say without it what is broken, and somebody will mend it."
RUDE = "This shit of a lock again. Who has the key of the north gate?"
RECORD = "For those who knew him: he was arrested last night and charged with assault, docket 2411CR000987."
TOLD = "A post on Pulse tells of the arrest of somebody who was in our care, with the number of the docket."
ASKED = "It is what the lock is called in the catalogue of the maker, I only copied it."
ANSWERED = "You are right, and we are sorry: it stands in the catalogue."
# What is pressed on each of the twenty, one after the other; u takes an escalation back at once.
COURSE = ("a", "w", "r", "eu", "a", "a", "r", "w", "a", "eu", "a", "a", "r", "a", "w", "a", "a", "r", "a", "a")
SAID = {"a": "Approved", "w": "Approved with a reminder", "r": "Removed", "e": "Escalated to Legal"}


@pytest.fixture(scope="module")
def seen():
    return set()


@pytest.fixture
def arrives(seen):
    """Wait for a page by its heading, and look at each kind of page once."""

    def at(person, heading):
        person.is_at(heading)
        kind = (NUMBERS.sub("*", person.page.url), str(heading))
        if kind not in seen:
            seen.add(kind)
            assert [(kind, *fault) for fault in faults_in(person.page)] == []

    return at


@pytest.fixture
def write(portal):
    """A post by somebody, screened; returns the address of its page at the desk."""

    def written(username, body):
        public_id = portal.manage(
            "shell", "-v", "0", "-c", f"from tests.browser import desk; desk.write({username!r}, {body!r})"
        )
        return f"/pulse/posts/{public_id.split()[-1]}/"

    return written


# Twenty posts by keyboard ---------------------------------------------------------------------------------------------
@pytest.mark.clause("B.1.a")
def test_a_moderator_works_twenty_posts_by_keyboard(portal, open_page, arrives):
    portal.manage("shell", "-c", f"from tests.browser import desk; desk.hold({MARK!r})")
    moderator = scenes.arrive(Keys(open_page()), LUCINDA)
    narrow_the_queue(moderator, arrives)
    open_one_and_look_around(moderator, arrives)

    for keys in COURSE:
        for key in keys:
            take_back(moderator) if key == "u" else decide(moderator, key)
        if "u" in keys:
            decide(moderator, "a")

    arrives(moderator, "Pulse moderation")
    moderator.sees("Nothing matches.")


def press(person, key):
    person.page.keyboard.press(key)


def leave_by(person, act):
    """Whatever leads to another page, waited for."""
    with person.page.expect_navigation():
        act()


def narrow_the_queue(moderator, arrives):
    moderator.page.goto("/pulse/queue/")
    arrives(moderator, "Pulse moderation")
    press(moderator, "/")
    moderator.page.keyboard.type(MARK)
    leave_by(moderator, lambda: press(moderator, "Enter"))
    expect(rows(moderator)).to_have_count(len(COURSE))


def rows(person):
    return person.page.locator("[data-row]")


def open_one_and_look_around(moderator, arrives):
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        press(moderator, key)
        expect(rows(moderator).nth(row)).to_be_focused()
    leave_by(moderator, lambda: press(moderator, "Enter"))
    arrives(moderator, "Post")
    leave_by(moderator, lambda: press(moderator, "c"))
    moderator.sees("You are on this")
    first = moderator.page.url
    leave_by(moderator, lambda: press(moderator, "j"))
    assert moderator.page.url != first
    leave_by(moderator, lambda: press(moderator, "k"))
    assert moderator.page.url == first
    press(moderator, "?")
    expect(moderator.page.get_by_role("region", name="Keys")).to_be_in_viewport()


def decide(moderator, key):
    """The key chooses; with a ground the first clause, by its own key, and a reason. Then the next one is open."""
    press(moderator, key)
    expect(moderator.page.locator(f"[data-key={key}]")).to_be_checked()
    if key in "rw":
        press(moderator, "1")
        moderator.write("What the author will read", WHY)
        moderator.go_to(moderator.button(re.compile("^Decide and open next")))
    leave_by(moderator, lambda: press(moderator, "Enter" if key in "rw" else "n"))
    expect(moderator.page.locator(".undo-bar")).to_contain_text(f"{SAID[key]}:")


def take_back(moderator):
    leave_by(moderator, lambda: press(moderator, "u"))
    expect(moderator.page.get_by_text("Undone. The post stands as it stood before.")).to_be_visible()


# Two moderators and one post ------------------------------------------------------------------------------------------
@pytest.mark.clause("B.1.a")
def test_two_moderators_meet_on_one_post(open_page, write, arrives):
    address = write("mateo.rivard", RUDE)
    first, second = (scenes.arrive(Mouse(open_page()), name) for name in (LUCINDA, BRAM))
    first.page.goto(address)
    first.press(re.compile("^Work on this"))
    first.sees("You are on this")

    second.page.goto(address)
    arrives(second, "Post")
    second.sees(f"{LUCINDA} is on this.")
    second.press(re.compile("^Take over"))
    second.sees("You are on this")
    second.choose(re.compile("^Approve A$|^Approve$"))
    second.press(re.compile("^Decide and open next"))
    expect(second.page.locator(".undo-bar")).to_contain_text("Approved:")

    first.choose(re.compile("^Escalate"))
    first.press(re.compile("^Decide and open next"))
    arrives(first, "Somebody was first")
    first.sees(BRAM)
    first.follow("See it as it stands now")
    arrives(first, "Post")
    first.sees("Published")


# A removal with its report --------------------------------------------------------------------------------------------
@pytest.mark.clause("C.2.a")
@pytest.mark.clause("C.3")
def test_a_post_is_removed_under_c2a_with_its_report(open_page, write, arrives):
    address = write("celeste.moraine", RECORD)
    moderator = scenes.arrive(Mouse(open_page()), LUCINDA)
    moderator.page.goto(address)
    arrives(moderator, "Post")
    moderator.choose(re.compile(r"^Remove\s*R$"))
    name_the_ground(moderator)
    moderator.write("What the author will read", "It tells of a person who was in our care.")
    moderator.press(re.compile("^Decide and open next"))
    moderator.sees("A violation of section C is reported.")
    assert faults_in(moderator.page) == []

    number = file_the_report(moderator, arrives)
    moderator.press("Preview what the author will read")  # keeps what was written, and offers the report
    moderator.pick("Violation report", number)
    moderator.press("Preview what the author will read")
    moderator.sees("Your post was removed from Pulse. A copy is kept (B.1.g).")
    moderator.press(re.compile("^Decide and open next"))
    expect(moderator.page.locator(".undo-bar")).to_contain_text("Removed: Celeste Moraine")

    moderator.page.goto(address)
    arrives(moderator, "Post")
    moderator.sees("a violation report stands behind it")
    author = scenes.arrive(Mouse(open_page()), "Celeste Moraine")
    author.page.goto(f"{address}read/")
    arrives(author, "My post")
    author.sees("It tells of a person who was in our care.")
    shown = author.page.get_by_role("main").inner_text()
    assert [word for word in (number, LUCINDA, "report") if word in shown] == []


def name_the_ground(moderator):
    """C.2.a: among those the rules point to, or among the others."""
    others = moderator.page.get_by_text("Other clauses", exact=True)
    if not moderator.box(re.compile("^C.2.a")).is_visible():
        others.click()
    moderator.tick(re.compile("^C.2.a"))


def file_the_report(moderator, arrives):
    """In a tab of its own, with one's name; the decision waits as it stands. Returns the number."""
    with moderator.page.expect_popup() as opened:
        moderator.follow("File a report in a new tab")
    reporter = Mouse(opened.value)
    reporter.is_at("Report a violation")
    reporter.choose("With my name")
    reporter.press(re.compile("^(Begin|Go)"))
    reporter.is_at("Before anything else")
    reporter.choose("No")
    reporter.press("Continue")
    reporter.is_at("What happened?")
    reporter.tick(re.compile("^Shared something that shows who a youth is"))
    reporter.press("Continue")
    reporter.is_at("Who is it about?")
    reporter.write("People who work here", "Celeste Moraine")
    reporter.press("Continue")
    reporter.is_at("When was it?")
    reporter.enter_day("First day", scenes.day_after(0))
    reporter.press("Continue")
    reporter.is_at("Where was it?")
    reporter.choose("Pulse, the DYS intranet")
    reporter.pick(r"What was it\?", "A post")
    reporter.choose("Yes")
    reporter.press("Continue")
    reporter.is_at("Tell us what happened")
    reporter.write("What happened, in your own words", TOLD)
    reporter.press("Continue")
    reporter.is_at("Pictures and documents")
    reporter.choose("No files")
    reporter.press("Continue")
    reporter.is_at("Check your answers")
    reporter.press("Send the report")
    arrives(reporter, "Your report is filed")
    return REPORT.search(reporter.page.get_by_role("main").inner_text())[0]


# Another look ---------------------------------------------------------------------------------------------------------
@pytest.mark.clause("B.1.a")
def test_an_author_asks_for_another_look_and_another_moderator_restores_it(portal, open_page, write, arrives):
    address = write("amara.lindgren", RUDE)
    first = scenes.arrive(Mouse(open_page()), LUCINDA)
    first.page.goto(address)
    first.choose(re.compile(r"^Remove\s*R$"))
    first.tick(re.compile("^B.1.i.i "))
    first.write("What the author will read", WHY)
    first.press(re.compile("^Decide and open next"))
    expect(first.page.locator(".undo-bar")).to_contain_text("Removed: Amara Lindgren")

    author = scenes.arrive(Mouse(open_page(width=390, height=844)), "Amara Lindgren")
    author.page.goto("/pulse/mine/")
    arrives(author, "My posts")
    author.page.goto(f"{address}read/")
    arrives(author, "My post")
    author.follow("Ask for another look")
    arrives(author, "Ask for another look")
    author.press("Ask for another look")
    author.sees("Say in a sentence why it should be looked at again.")
    author.write(r"Why should it be looked at again\?", ASKED)
    author.press("Ask for another look")
    author.sees("You asked for another look.")

    first.page.goto("/pulse/again/")
    arrives(first, "Another look")
    expect(first.link("Amara Lindgren")).to_have_count(0)
    other = scenes.arrive(Mouse(open_page()), BRAM)
    other.page.goto("/pulse/again/")
    other.follow("Amara Lindgren")
    arrives(other, "Amara Lindgren asks for another look")
    other.sees(ASKED)
    other.choose("Restore the post")
    other.write("Answer to the author", ANSWERED)
    other.press("Decide")
    other.sees("The post is restored.")

    author.page.reload()
    author.sees(ANSWERED)
    arrives(author, "My post")
    reader = scenes.arrive(Mouse(open_page()), "Mateo Rivard")
    reader.page.goto(f"{address}read/")
    arrives(reader, "Post by Amara Lindgren")
    reader.sees("This shit of a lock again.")
