"""Art of a youth on Pulse from end to end (B.1.h): entered by one, verified by another, published; revoked, it is held."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pulse_acts, scenes
from tests.browser.hands import Keys, Mouse
from tests.browser.scenes import day_after
from tests.evidence import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AUTHOR, MODERATOR, READER = "Dana Okafor-Lane", "Lucinda Achebe-Ross", "Mateo Rivard"
YOUTH, GUARDIAN = "DEMO-100001", "Ines Alderbrook"
NUMBER = re.compile(r"REL-\d{4}-\d{4}")


@pytest.fixture
def picture(tmp_path):
    """A drawing, or a signed paper."""
    path = tmp_path / "picture.png"
    path.write_bytes(pictures.screenshot())
    return path


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize("hands", [Mouse, Keys], ids=["by mouse", "by keyboard"])
def test_art_with_its_release_is_published_and_held_once_that_is_revoked(open_page, arrives, picture, hands):
    body = f"A new drawing hangs in our lobby since this morning, says {hands.__name__}."
    author = scenes.arrive(hands(open_page()), AUTHOR)
    moderator = scenes.arrive(hands(open_page()), MODERATOR)
    reader = scenes.arrive(Mouse(open_page()), READER)

    number = enter_a_release(author, arrives, picture)
    own = post_the_drawing(author, arrives, body, picture)
    say_what_it_shows(author, arrives)
    verify(moderator, arrives, number)
    rely_on_it(author, arrives, number)
    approve(moderator, arrives, own)
    author.page.goto(own)
    author.sees("Shown on Pulse")
    pulse_acts.finds_on_pulse(reader, body)
    address = reader.page.url

    revoke(moderator, arrives, number)
    author.page.goto(own)
    arrives(author, "My post")
    author.sees("Waits for a moderator")
    assert reader.page.goto(address).status == 404
    reader.page.goto("/pulse/")
    expect(reader.page.get_by_role("main")).not_to_contain_text(body)


def enter_a_release(author, arrives, paper):
    author.page.goto("/releases/")
    arrives(author, "Written releases")
    author.follow("Enter a release")
    arrives(author, "Whose release is it?")
    author.pick("Youth", YOUTH)
    author.press("Go on")
    arrives(author, "What the release says")
    author.page.locator("input[type=file]").set_input_files(paper)  # no test can use the window that opens
    author.tick("Art work")
    author.write("Which material", "The drawing in the lobby.")
    author.tick("DYS Pulse")
    author.enter_day("Day on which the youth signed", day_after(-3))
    author.write("Parent or guardian who signed", GUARDIAN)
    author.pick("Signed as", "Parent")
    author.enter_day("Day on which they signed", day_after(-2))
    author.press("Hand in to be verified")
    arrives(author, NUMBER)
    author.sees("A second person verifies it.")
    return NUMBER.search(author.page.get_by_role("heading", level=1).inner_text())[0]


def post_the_drawing(author, arrives, body, drawing):
    pulse_acts.begin_a_post(author, arrives)
    author.write("Text", body)
    author.page.locator("input[type=file]").set_input_files(drawing)
    author.tick(re.compile("^It holds a photo, art or other material of a youth"))
    author.press("Post it")
    author.sees("A moderator would look at this first")
    arrives(author, "Write a post")
    author.press("Send it to a moderator")
    arrives(author, "Material of youth")
    own = f"/pulse/posts/{author.page.url.split('/')[-3]}/read/"
    author.page.goto(own)
    arrives(author, "My post")
    author.sees("Waits for a moderator")
    return own


def say_what_it_shows(author, arrives):
    author.follow("Name the written releases")
    arrives(author, "Material of youth")
    author.tick("Art work")
    author.write("How many youth it is of", "1")
    author.press("Keep")
    arrives(author, "Material of youth")


def verify(moderator, arrives, number):
    find_release(moderator, arrives, number)
    moderator.follow("Read and verify")
    arrives(moderator, f"Verify {number}")
    moderator.tick(re.compile("^I have read the document"))
    moderator.press("Verify")
    arrives(moderator, NUMBER)
    moderator.sees(f"{number} is verified")


def find_release(moderator, arrives, number):
    moderator.page.goto("/releases/")
    arrives(moderator, "Written releases")
    moderator.follow(number)
    arrives(moderator, NUMBER)


def rely_on_it(author, arrives, number):
    author.page.reload()
    author.write("Number of a release", number)
    author.press("Add it")
    author.sees("Every youth it shows is covered.")
    arrives(author, "Material of youth")


def approve(moderator, arrives, own):
    """As found from the post as everybody reads it, on the desk."""
    moderator.page.goto(own.replace("/read/", "/"))
    arrives(moderator, "Post")
    moderator.choose(re.compile(r"^Approve\s*A$"))
    moderator.press(re.compile("^Decide and open next"))
    moderator.sees("Undo")


def revoke(moderator, arrives, number):
    find_release(moderator, arrives, number)
    moderator.follow("Revoke")
    arrives(moderator, f"Revoke {number}")
    moderator.choose("The youth")
    moderator.press("Revoke")
    arrives(moderator, NUMBER)
    moderator.sees(f"{number} is revoked.")
