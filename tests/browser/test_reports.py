"""Reports of violations from end to end (C; the journeys of the issue): filed by nobody known on a phone and followed with
the key; filed confidentially, handled, found, closed; and a supervisor who learns of nothing.

Once by mouse, once by keyboard alone; every page passed is looked at by axe.
"""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Keys, Mouse
from tests.browser.scenes import day_after, username
from tests.evidence import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
NUMBER = re.compile(r"VR-\d{4}-\d{4}")
BY_BOTH = pytest.mark.parametrize("hands", [Mouse, Keys], ids=["by mouse", "by keyboard"])
LEGAL, INVESTIGATOR = "Priya Lindqvist", "Leona Strand"
STORY = "In the evening he lets youth write messages from his own telephone. I saw it twice this week, in the kitchen."
ANSWERED = "It was there again today, and I have a picture of it."
ASKED = "Is it still going on?"
CLOSED = "We have looked into it and have closed it. Thank you."
ALLEGED = "That you let youth use your telephone to write messages."


# Filing ---------------------------------------------------------------------------------------------------------------
def tell(reporter, arrives, *, about):
    """Every page of a report, each with what is asked there and no more; not sent yet."""
    arrives(reporter, "Before anything else")
    reporter.choose("No")
    reporter.press("Continue")
    arrives(reporter, "What happened?")
    reporter.press("Continue")
    reporter.sees("Choose what happened, or “I am not sure”.")
    reporter.tick(re.compile("^Let a youth go online with staff access"))
    reporter.press("Continue")
    arrives(reporter, "A little more about that")
    reporter.write(r"Where was it, and on what device\?", "In the kitchen, on a telephone")
    reporter.press("Continue")
    arrives(reporter, "Who is it about?")
    reporter.write("People who work here", about)
    reporter.press("Continue")
    arrives(reporter, "When was it?")
    reporter.enter_day("First day", day_after(-2))
    reporter.press("Continue")
    arrives(reporter, "Where was it?")
    reporter.choose("A personal text message or device")
    reporter.pick(r"What was it\?", "A chat or direct message")
    reporter.choose("Yes")
    reporter.press("Continue")
    arrives(reporter, "Tell us what happened")
    paste_more_than_a_text_holds(reporter)
    reporter.write("What happened, in your own words", STORY)
    reporter.press("Continue")
    arrives(reporter, "Pictures and documents")
    reporter.choose("No files")
    reporter.press("Continue")
    arrives(reporter, "Check your answers")
    reporter.sees(STORY)
    reporter.press("Send the report")


def paste_more_than_a_text_holds(reporter):
    """A browser keeps what fits; the field says that this was not all, until there is room again."""
    reporter.field("What happened, in your own words").focus()
    reporter.page.evaluate("document.execCommand('insertText', false, 'word '.repeat(30_000))")
    reporter.sees("This field is full.")
    reporter.page.keyboard.press("Backspace")
    expect(reporter.page.get_by_text("This field is full.")).to_have_count(0)


@pytest.mark.clause("C.3")
@BY_BOTH
def test_filed_by_nobody_known_on_a_phone_and_followed_with_the_key(open_page, arrives, tmp_path, hands):
    reporter = hands(open_page(**PHONE))
    reporter.page.goto("/report/anonymous/")
    arrives(reporter, "Report a violation without signing in")
    reporter.press("Begin")
    tell(reporter, arrives, about="Tamsin Ruiz-Ford")
    key = write_the_key_down(reporter, arrives)

    again = hands(open_page(**PHONE))
    number = come_back(again, arrives, key)

    again.sees("Received")
    again.write("Write to those who handle it", ANSWERED)
    again.press("Send")
    expect(again.page.get_by_role("main").get_by_role("listitem").filter(has_text=ANSWERED)).to_be_visible()
    add_a_picture(again, arrives, tmp_path)
    address = again.page.url
    again.press("Close my report in this browser")
    again.is_at("Follow my report")
    again.page.goto(address)
    again.is_at("Follow my report")
    assert number not in again.page.content()


def write_the_key_down(reporter, arrives):
    """Shown once; whoever types it back wrong stays, whoever types it back right is forgotten here."""
    arrives(reporter, "Your report is filed. Keep this key.")
    key = reporter.page.locator("#key").inner_text()
    assert len(key.split()) == 7
    reporter.write("Type the seven words", f"{key} more")
    reporter.press("Finish and leave this page")
    reporter.sees("This is not the key.")
    reporter.write("Type the seven words", key.upper())
    reporter.press("Finish and leave this page")
    arrives(reporter, "All done")
    return key


def come_back(reporter, arrives, key):
    reporter.page.goto("/report/anonymous/follow/")
    arrives(reporter, "Follow my report")
    reporter.write("Your seven words", key)
    reporter.press("Open my report")
    arrives(reporter, re.compile("^Your report VR-"))
    return NUMBER.search(reporter.page.get_by_role("heading", level=1).inner_text())[0]


def add_a_picture(reporter, arrives, folder):
    picture = folder / "shot.png"
    picture.write_bytes(pictures.screenshot())
    reporter.follow("Add a file")
    arrives(reporter, "Add a file")
    reporter.choose("No")
    reporter.press("Go on")
    expect(reporter.page.get_by_role("button", name="Add the file")).to_be_visible()
    reporter.page.locator("input[type=file]").set_input_files(picture)  # no test can use the window that opens
    reporter.press("Add the file")
    reporter.sees("File: PNG")


# From the filing to the end -------------------------------------------------------------------------------------------
ONCE = SimpleNamespace(reporter="Ellis Brandvold", subject="Wren Takahashi-Boyle")
AGAIN = SimpleNamespace(reporter="Rosalind Teague", subject="Silvio Pemberton")


@pytest.mark.clause("C.2")
@pytest.mark.clause("C.3")
@pytest.mark.parametrize(("hands", "people"), [(Mouse, ONCE), (Keys, AGAIN)], ids=["by mouse", "by keyboard"])
def test_filed_confidentially_found_countersigned_and_closed(portal, open_page, arrives, hands, people):
    reporter = scenes.arrive(hands(open_page()), people.reporter)
    number = file_confidentially(reporter, arrives, people)
    legal = scenes.arrive(hands(open_page()), LEGAL)
    take_it_up(legal, arrives, number)
    decide_and_ask(legal, arrives)
    investigator = scenes.arrive(hands(open_page()), INVESTIGATOR)
    accept(investigator, arrives, legal.page.url)
    write_to_the_reporter(investigator, arrives)

    hear(investigator, arrives, people)
    subject = scenes.arrive(hands(open_page()), people.subject)
    answer_the_notice(subject, arrives, people, number)
    sign_and_hand_in(investigator, arrives, people)
    countersign(legal, arrives)
    correct(legal, arrives, people)
    close(legal, arrives)

    read_the_end(reporter, arrives, number)
    text = " ".join(f"{mail['Subject']} {mail.get_content()}" for mail in portal.mails(username(people.subject)))
    told = [*people.reporter.split(), number, "VR-", "C.2", "telephone", "kitchen"]
    assert [word for word in told if word in text] == []


def file_confidentially(reporter, arrives, people):
    reporter.page.goto("/")
    reporter.follow("Report a violation")
    arrives(reporter, "Report a violation")
    reporter.choose("Confidentially")
    reporter.press("Begin")
    tell(reporter, arrives, about=people.subject)
    arrives(reporter, "Your report is filed")
    reporter.sees("This will not go to")
    number = NUMBER.search(reporter.page.get_by_role("main").inner_text())[0]
    reporter.follow("Follow this report")
    arrives(reporter, re.compile(number))
    reporter.follow("Receipt to print")
    arrives(reporter, "Receipt of a report")
    return number


def stands(person, state):
    expect(person.page.locator(".title-line .status").first).to_have_text(state)


def take_it_up(legal, arrives, number):
    legal.page.goto("/reports/")
    arrives(legal, "Reports")
    legal.follow(number)
    arrives(legal, number)
    legal.sees(STORY)
    legal.press("Take it up")
    legal.sees("Not answered yet")


def decide_and_ask(legal, arrives):
    legal.follow("Is the youth safe?")
    arrives(legal, "Is the youth safe?")
    legal.choose("No")
    legal.choose("None needed")
    legal.write("The instruction, what was suspended, or why nothing is needed", "The telephone was put away.")
    legal.press("Enter the answer")
    legal.follow("Decide what becomes of it")
    arrives(legal, "Decide what becomes of it")
    legal.tick("Open an investigation")
    legal.write("Reason", "Seen twice.")
    legal.press("Decide")
    stands(legal, "Being investigated")
    legal.follow("Ask somebody to handle it")
    arrives(legal, "Ask somebody to handle it")
    legal.write("Who handles it", INVESTIGATOR)
    legal.choose("Handler")
    legal.press("Ask them")
    legal.sees("They were asked.")


def accept(investigator, arrives, address):
    investigator.page.goto(address)
    investigator.press(re.compile("^Accept"))
    arrives(investigator, NUMBER)
    investigator.sees("It is yours.")


def write_to_the_reporter(investigator, arrives):
    investigator.follow("Write to the reporter")
    arrives(investigator, "Write to the reporter")
    investigator.write("What the reporter reads", ASKED)
    investigator.press("Send")
    investigator.sees(ASKED)


def hear(investigator, arrives, people):
    investigator.follow("Hear somebody named")
    arrives(investigator, "Hear somebody named")
    investigator.pick("Who is heard", people.subject)
    investigator.write("What is alleged", ALLEGED)
    investigator.press("Send the notice")
    investigator.sees("May answer until")


def answer_the_notice(subject, arrives, people, number):
    """The one page of it that the subject sees says what is alleged, and nothing of the report."""
    subject.page.goto("/")
    subject.open_inbox()
    subject.follow("A notice for you waits")
    arrives(subject, "Something is alleged about you")
    subject.sees(ALLEGED)
    shown = subject.page.get_by_role("main").inner_text()
    assert [word for word in (*people.reporter.split(), number, STORY) if word in shown] == []
    subject.press("Send my answer")
    subject.sees("Write your answer, or choose not to answer.")
    subject.write("Your answer", "I let them call home once.")
    subject.press("Send my answer")
    subject.sees("I let them call home once.")


def sign_and_hand_in(investigator, arrives, people):
    investigator.page.reload()
    investigator.sees("I let them call home once.")
    investigator.follow("Sign a finding")
    arrives(investigator, "Sign a finding")
    investigator.pick("Who, and which clause", people.subject)
    investigator.choose("Sustained")
    investigator.write("Why", "Two saw it, and the answer says so.")
    investigator.write("The evidence relied on", "The answer to the notice.")
    investigator.press("Sign the finding")
    investigator.press("Hand in the findings")
    stands(investigator, "Findings to countersign")


def countersign(legal, arrives):
    legal.page.reload()
    arrives(legal, NUMBER)
    legal.sees("Before it can be closed:")
    legal.follow("Read and countersign")
    legal.press("Countersign")
    legal.sees("Countersigned, and locked.")


def correct(legal, arrives, people):
    for aim in ("For the person", "For the place, so that it does not happen again"):
        legal.follow("Add a corrective action")
        arrives(legal, "Add a corrective action")
        legal.choose(aim)
        legal.pick("What is done", "Coaching")
        legal.write("In words", "Where telephones are kept is talked through.")
        legal.write("Who sees to it", "Ottilie Gray")
        legal.enter_day("Due on", day_after(20))
        legal.press("Add it")
        legal.sees(aim)


def close(legal, arrives):
    legal.follow("Close the report")
    arrives(legal, "Close the report")
    legal.write("What the reporter reads", CLOSED)
    legal.press("Close the report")
    legal.sees("Closed.")
    arrives(legal, NUMBER)


def read_the_end(reporter, arrives, number):
    reporter.page.goto("/report/mine/")
    arrives(reporter, "My reports")
    reporter.follow(number)
    arrives(reporter, re.compile(number))
    reporter.sees(ASKED)
    reporter.sees(CLOSED)
    shown = reporter.page.get_by_role("main").inner_text()
    assert [word for word in ("Sustained", INVESTIGATOR, LEGAL, "Coaching") if word in shown] == []


# The wall -------------------------------------------------------------------------------------------------------------
@pytest.mark.clause("C.3")
@BY_BOTH
def test_a_supervisor_of_who_is_named_sees_nothing_anywhere(open_page, arrives, hands):
    """Noor Halloran, above Juniper Slate, of whom two of the reports of the demonstration are."""
    legal = scenes.arrive(Mouse(open_page()), LEGAL)
    legal.page.goto("/reports/?clause=C.2.e")
    row = legal.page.get_by_role("main").get_by_role("link", name=NUMBER).first
    number, address = row.inner_text(), row.get_attribute("href")
    walled = scenes.arrive(hands(open_page()), "Noor Halloran")

    missing = f"/reports/{'0' * 8}-0000-4000-8000-{'0' * 12}/"
    for path in ("", "links/", "seen/", "note/", "close/"):
        shown, absent = walled.page.request.get(address + path), walled.page.request.get(missing + path)
        assert (shown.status, absent.status) == (404, 404)
        assert shown.text() == absent.text()
    assert walled.page.goto(address).status == 404
    arrives(walled, walled.page.get_by_role("heading", level=1).inner_text())
    for path in ("/reports/", f"/reports/?find={number}", "/trail/", f"/trail/?find={number}"):
        answer = walled.page.request.get(path)
        assert answer.status in (403, 404)
        assert number not in answer.text()
    finds_nothing(walled, number, address)


def finds_nothing(walled, number, address):
    """On no page that could hold it; by keyboard at no stop of them."""
    for path in ("/", "/inbox/", "/evidence/", "/authorizations/"):
        walled.page.goto(path)
        text = walled.page.content()
        assert number not in text
        assert address not in text
        expect(walled.page.get_by_role("link", name="Reports", exact=True)).to_have_count(0)
        if isinstance(walled, Keys):
            assert not [stop for stop in stops_of(walled.page) if "/reports/" in stop]


def stops_of(page):
    """Where the links lead that Tab comes to, from the top to the end."""
    found = []
    for _stop in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement === document.body ? null : document.activeElement.href || ''")
        if stop is None or (found and page.evaluate("document.activeElement.classList.contains('skip')")):
            break
        found.append(stop)
    return found
