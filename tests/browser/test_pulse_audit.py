"""An administrator audits a sample of twenty-five decisions on Pulse, and prints the result (B.1.a)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Mouse
from tests.browser.scenes import day_after

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADMINISTRATOR, MODERATOR = "Bram Ekstrom", "Lucinda Achebe-Ross"
SIZE, DISAGREED = 25, 2
WHY = "A reminder would have done."
NUMBER = re.compile(r"[A-Z]{2,3}-\d{4}-\d{4}")
MAKE = f"from tests.browser import pulse_acts; pulse_acts.decide_many({SIZE})"


@pytest.mark.clause("B.1.a")
def test_an_administrator_audits_a_sample_of_decisions_and_prints_the_result(portal, open_page, arrives):
    portal.manage("shell", "-c", MAKE)
    administrator = scenes.arrive(Mouse(open_page()), ADMINISTRATOR)

    number = draw(administrator, arrives)
    judge_all(administrator, arrives)
    administrator.press("Finish the audit")
    administrator.sees(f"{number} is finished.")
    arrives(administrator, number)
    administrator.follow("Result to print")

    arrives(administrator, "Audit of decisions on Pulse")
    print_it(administrator, number)


def draw(administrator, arrives):
    administrator.page.goto("/pulse/audits/")
    arrives(administrator, "Audits of Pulse")
    administrator.follow("Draw a sample")
    arrives(administrator, "Draw a sample")
    administrator.enter_day("From", day_after(0))
    administrator.write("How many", str(SIZE))
    administrator.pick("Moderator", MODERATOR)
    administrator.press("Draw the sample")
    arrives(administrator, NUMBER)
    administrator.sees("is drawn.")
    return NUMBER.search(administrator.page.get_by_role("heading", level=1).inner_text())[0]


def judge_all(administrator, arrives):
    """Each opens the next one; to disagree takes a note."""
    administrator.follow("Judge the next one")
    for place in range(1, SIZE + 1):
        arrives(administrator, f"No. {place} of {SIZE}")
        administrator.choose("Disagree" if place <= DISAGREED else "Agree")
        if place == 1:
            administrator.press("Keep it and open the next")
            expect(administrator.page.get_by_role("alert")).to_be_focused()
        if place <= DISAGREED:
            administrator.write("Why", WHY)
        administrator.press("Keep it and open the next")
    arrives(administrator, NUMBER)
    administrator.sees(f"{SIZE} of {SIZE}")


def print_it(administrator, number):
    """The button prints; the paper bears all that was said, and nothing of the portal around it."""
    page = administrator.page
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    administrator.press("Print the result")
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    paper = page.get_by_role("article")
    decisions = paper.get_by_role("table").last.get_by_role("row")
    expect(decisions.filter(has_text=MODERATOR)).to_have_count(SIZE)
    expect(paper.get_by_text(WHY)).to_have_count(DISAGREED)
    for words in (number, f"{SIZE} of {SIZE}", "92", ADMINISTRATOR):
        expect(paper).to_contain_text(words)

    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("button", name="Print the result")).to_be_hidden()
    expect(paper).to_be_visible()
    assert page.pdf(format="Letter").startswith(b"%PDF-")
