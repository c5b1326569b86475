"""People on Pulse: a post reported on a phone, one's own telephone number, and privileges that end in an open session."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pulse_acts, scenes
from tests.browser.hands import Keys, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
BY_BOTH = pytest.mark.parametrize("hands", [Mouse, Keys], ids=["by mouse", "by keyboard"])
AUTHOR, READER, OTHER, MODERATOR = "Mateo Rivard", "Farah Whitlock", "Gideon Marsh", "Lucinda Achebe-Ross"


@pytest.mark.clause("C.3")
@BY_BOTH
def test_a_post_is_reported_on_a_phone_and_the_receipt_is_kept(open_page, arrives, hands):
    body = f"Both blue bicycles by the gate belong to me, says {hands.__name__}. Ask me on Friday."
    author = scenes.arrive(Mouse(open_page()), AUTHOR)
    own = pulse_acts.post(author, arrives, body)

    reader = scenes.arrive(hands(open_page(**PHONE)), READER)
    pulse_acts.finds_on_pulse(reader, body)
    reader.follow("Report this post")
    arrives(reader, "Report a post")
    reader.press("Report it")
    reader.sees("Choose what is wrong with it, or “not sure”.")
    reader.choose(re.compile("^Posted advertising"))
    reader.write("Anything a moderator should know", "He asks every week whether somebody buys them.")
    reader.press("Report it")
    arrives(reader, "Receipt of a report about a post")
    reader.sees("He asks every week whether somebody buys them.")
    number = re.search(r"FLAG-\d{4}-\d{6}", reader.page.get_by_role("main").inner_text())[0]

    reader.page.goto("/pulse/reported/")
    arrives(reader, "What I reported")
    reader.follow(number)
    reader.is_at("Receipt of a report about a post")
    author.page.goto(own)
    author.is_at("My post")
    shown = author.page.get_by_role("main").inner_text()
    assert [word for word in (*READER.split(), number, "reported") if word in shown] == []


@pytest.mark.clause("B.1.e/1")
@BY_BOTH
def test_ones_own_number_is_pointed_out_and_published_all_the_same(open_page, arrives, hands):
    body = f"I am on call for the sailing club this weekend, says {hands.__name__}. My number is 617-555-0134."
    author = scenes.arrive(hands(open_page(**PHONE)), AUTHOR)

    pulse_acts.begin_a_post(author, arrives)
    author.write("Text", body)
    author.press("Post it")
    author.sees("Look at this before you post")
    author.sees("personal information of your own")
    arrives(author, "Write a post")
    author.press("Publish it anyway")

    arrives(author, "My post")
    author.sees("Shown on Pulse")
    pulse_acts.finds_on_pulse(scenes.arrive(Mouse(open_page()), READER), body)


@pytest.mark.clause("B.1.c/1")
@BY_BOTH
def test_privileges_that_are_terminated_end_in_an_open_session(open_page, arrives, hands):
    author = scenes.arrive(Mouse(open_page()), OTHER)
    pulse_acts.begin_a_post(author, arrives)
    author.write("Text", "Written before it was over.")
    moderator = scenes.arrive(hands(open_page()), MODERATOR)

    act_on(moderator, arrives, "Termination", "Nothing but advertisements, after two warnings.")
    moderator.sees("May not post")
    author.press("Post it")

    arrives(author, "This cannot be done")
    author.sees("You may not post on Pulse now.")
    author.page.goto("/pulse/new/")
    arrives(author, "You cannot post now")
    author.follow("Your posts, and what was decided")
    arrives(author, "My posts")
    author.sees("Nothing but advertisements, after two warnings.")
    author.sees("You can still read it, report posts, and report violations.")
    expect(author.page.get_by_role("link", name="Write a post")).to_have_count(0)
    author.page.goto("/report/")
    author.is_at("Report a violation")

    act_on(moderator, arrives, "Restoration", "They were talked with.")
    moderator.sees("May post")
    pulse_acts.begin_a_post(author, arrives)


def act_on(moderator, arrives, what, reason):
    moderator.page.goto("/pulse/people/")
    arrives(moderator, "Pulse privileges")
    moderator.write("Person", OTHER)
    moderator.press("Find them")
    arrives(moderator, OTHER)
    moderator.choose(what)
    moderator.write("Reason", reason)
    moderator.press("Do it")
    arrives(moderator, OTHER)
