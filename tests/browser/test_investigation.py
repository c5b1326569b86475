"""An investigation from end to end (B.3; journey (b) of A16): asked for, granted, concurred by Legal, the profile recorded
and reviewed, communication approved and logged, reminded, the meeting signed by both, the account closed.
"""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Mouse
from tests.browser.portal import PASSWORD
from tests.browser.scenes import day_after, username

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INVESTIGATOR, SUPERVISOR, COUNSEL = "Rosalind Teague", "Caleb Stroud", "Priya Lindqvist"
NUMBER = re.compile(r"INV-\d{4}-\d{4}")
# None of these words may stand in a mail, or on a page of somebody else.
WORDS = SimpleNamespace(
    title="Tamarisk",
    facts="Two people who work at the program saw posts that suggest where the youth sleeps since the weekend.",
    handle="demo_tamarisk_lane",
    persona="Tamara Risk",
    target="demo_saltmarsh_kid",
)


@pytest.mark.clause("B.3.a")
@pytest.mark.clause("B.3.b")
@pytest.mark.clause("B.3.c")
def test_from_the_request_to_the_closed_account(portal, open_page):
    seen = {name: len(portal.mails(username(name))) for name in (INVESTIGATOR, SUPERVISOR, COUNSEL)}
    investigator = scenes.arrive(Mouse(open_page()), INVESTIGATOR)
    ask(investigator)
    supervisor = scenes.arrive(Mouse(open_page()), SUPERVISOR)
    number = grant(supervisor)
    counsel = scenes.arrive(Mouse(open_page()), COUNSEL)
    concur(counsel, number)

    record_the_profile(investigator)
    hold_the_record(supervisor)
    review_the_profile(counsel, number)
    ask_to_communicate(investigator)
    approve_the_communication(supervisor)
    log_a_contact(investigator)

    portal.manage("run_sweeps")
    see_the_reminder(investigator)
    see_the_reminder(supervisor)
    hold_the_meeting(supervisor)
    acknowledge_the_meeting(investigator)
    close_and_deactivate(investigator)

    for name, before in seen.items():
        mails = portal.wait_for_mail(username(name), more_than=before)
        text = " ".join(f"{mail['Subject']} {mail.get_content()}" for mail in mails)
        named = [*vars(WORDS).values(), number, "INV-", "Instagram", "B.3", INVESTIGATOR, "DEMO-"]
        assert [word for word in named if word in text] == []
    assert "The audit trail is intact" in portal.manage("verify_audit")


def test_to_others_an_investigation_is_a_missing_page(open_page):
    counsel = scenes.arrive(Mouse(open_page()), COUNSEL)
    counsel.page.goto("/investigations/")
    address = counsel.page.get_by_role("main").get_by_role("link", name=NUMBER).first.get_attribute("href")
    missing = "/investigations/00000000-0000-4000-8000-000000000000/"

    for name in ("Dana Okafor-Lane", "Hollis Marchetti", "Bram Ekstrom", "Ines Farquhar-Odell"):
        person = scenes.arrive(Mouse(open_page()), name)
        shown, absent = person.page.request.get(address), person.page.request.get(missing)
        assert (shown.status, absent.status) == (404, 404)
        assert shown.text() == absent.text()


def prove(person, button):
    """The password once more, where the page asks for it."""
    if person.field("Your password").count():
        person.write("Your password", PASSWORD)
    person.press(button)


def sign(person, name, button):
    person.write("Sign with your full name", name)
    prove(person, button)


def ask(investigator):
    investigator.page.goto("/")
    investigator.follow("Investigations")
    investigator.follow("Ask for an authorization")
    investigator.press("Save and go on to sign")
    investigator.sees("Answer first")
    investigator.write("Title", WORDS.title)
    investigator.write("Youth involved", "DEMO-100016")
    investigator.pick("Purpose", "Apprehension")
    investigator.write("Facts this rests on", WORDS.facts)
    investigator.choose(re.compile("^Covert"))
    investigator.tick("Instagram")
    investigator.tick("I ask to create an investigation profile")
    investigator.tick("I will ask for approval to communicate with youth")
    investigator.enter_day("First day", day_after(0))
    investigator.enter_day("Last day", day_after(60))
    investigator.tick(re.compile("^Nobody is chosen"))
    investigator.press("Save and go on to sign")
    investigator.is_at("Sign and send")
    investigator.write("Your password", "not the right one")
    investigator.write("Sign with your full name", INVESTIGATOR)
    investigator.press("Sign and send")
    investigator.sees("This is not your password")
    sign(investigator, INVESTIGATOR, "Sign and send")
    investigator.sees("Waiting for the supervisor")


def reveal(person, group):
    """A reason and a proof; then it is open for five minutes."""
    person.page.get_by_role("link", name=re.compile(rf"^Reveal\s+{group}")).click()
    person.pick("Reason", "A decision I have to take")
    prove(person, "Open for five minutes")


def grant(supervisor):
    supervisor.page.goto("/")
    supervisor.follow("Confidential request to decide")
    number = NUMBER.search(supervisor.page.get_by_role("heading", level=1).inner_text()).group()
    assert WORDS.title not in supervisor.page.content()
    reveal(supervisor, "Youth and facts")
    supervisor.sees(WORDS.title)
    supervisor.sees(WORDS.facts)
    supervisor.tick("An investigation profile may be created")
    supervisor.tick(re.compile("^Communication may be asked for"))
    supervisor.write("Review meeting every \\(days\\)", "7")
    sign(supervisor, SUPERVISOR, "Sign and grant")
    supervisor.sees("Your decision is recorded")
    return number


def concur(counsel, number):
    counsel.page.goto("/investigations/?show=waiting")
    counsel.follow(number)
    counsel.choose(re.compile("^Concur"))
    prove(counsel, "Record the answer")
    counsel.sees("Active")


def record_the_profile(investigator):
    investigator.page.goto("/")
    investigator.follow("Confidential record to complete")
    investigator.pick("Site", "Instagram")
    investigator.write("Name of the account", WORDS.handle)
    investigator.enter_day("Created on", day_after(0))
    investigator.write("Name shown", WORDS.persona)
    investigator.write("Description", "my password is hunter2")
    investigator.press("Record the account")
    investigator.sees("This looks like a password")
    investigator.write("Description", "Fifteen, new in town.")
    investigator.press("Record the account")
    investigator.sees("In use")
    assert WORDS.handle not in investigator.page.content()


def hold_the_record(supervisor):
    supervisor.page.goto("/")
    supervisor.follow("Confidential record for you to hold")
    supervisor.page.get_by_role("main").get_by_role("link", name=re.compile("hold", re.IGNORECASE)).first.click()
    prove(supervisor, "I hold this record")
    supervisor.sees("Held by the supervisor")


def review_the_profile(counsel, number):
    counsel.page.goto("/investigations/profiles/")
    counsel.page.get_by_role("link", name=re.compile(number)).first.click()
    assert WORDS.handle not in counsel.page.content()
    for yes in counsel.page.get_by_role("radio", name="Yes", exact=True).all():
        yes.check()
    counsel.page.get_by_role("radio", name=re.compile("^Concur(?! with)")).check()
    counsel.press(re.compile("^Record the review"))
    expect(counsel.page.get_by_role("link", name=re.compile(f"{number}, first review"))).to_have_count(0)


def open_the_profile(investigator):
    investigator.page.goto("/investigations/")
    investigator.page.get_by_role("main").get_by_role("link", name=NUMBER).first.click()
    investigator.follow("Profile on Instagram")


def ask_to_communicate(investigator):
    open_the_profile(investigator)
    investigator.follow("Ask to communicate")
    investigator.write("Who, or which account", WORDS.target)
    investigator.tick("Direct message")
    investigator.write("Purpose", "It may tell us where the youth sleeps.")
    investigator.enter_day("First day", day_after(0))
    investigator.enter_day("Last day", day_after(10))
    investigator.press("Send to your supervisor")
    investigator.sees("Waiting for the supervisor")


def approve_the_communication(supervisor):
    supervisor.page.goto("/")
    supervisor.follow("Confidential request to decide")
    supervisor.follow("Approve")
    prove(supervisor, "Approve")
    supervisor.sees("Approved")


def log_a_contact(investigator):
    open_the_profile(investigator)
    investigator.follow("Log a contact")
    approval = investigator.field("Approval")
    approval.select_option(value=approval.locator("option").nth(1).get_attribute("value"))
    investigator.choose("From the profile")
    investigator.pick("Method", "Direct message")
    investigator.write("What was said or done", "Asked how the weekend was. No answer yet.")
    investigator.press("Log it")
    investigator.sees("Logged.")


def see_the_reminder(person):
    person.page.goto("/inbox/")
    expect(person.page.get_by_role("main")).to_contain_text("A confidential review meeting is due soon")


def hold_the_meeting(supervisor):
    supervisor.page.goto("/")
    supervisor.follow("Confidential review meeting: hold it and record it")
    supervisor.choose("In person")
    supervisor.write("Activity since the last meeting", "The public posts were viewed twice.")
    supervisor.tick("Profile on Instagram")
    supervisor.write("Communication reviewed", "One message; it was within the approval.")
    for yes in supervisor.page.get_by_role("radio", name="Yes", exact=True).all():
        yes.check()
    supervisor.choose("Continue")
    prove(supervisor, "Sign the minutes")
    supervisor.sees("waits for the investigator")


def acknowledge_the_meeting(investigator):
    investigator.page.goto("/")
    investigator.follow("Confidential review meeting: acknowledge it")
    investigator.follow("Acknowledge")
    prove(investigator, "Acknowledge and sign")
    investigator.sees("Held")


def close_and_deactivate(investigator):
    investigator.page.goto("/investigations/")
    investigator.page.get_by_role("main").get_by_role("link", name=NUMBER).first.click()
    investigator.follow("Close")
    investigator.choose("Purpose achieved")
    investigator.press("Close it")
    investigator.sees("Closed")
    investigator.follow("Profile on Instagram")
    investigator.sees("To be deactivated")
    investigator.follow("Record that it is closed")
    investigator.enter_day("Closed at the site on", day_after(0))
    investigator.write("How one can tell that it is closed", "The site says that the page does not exist.")
    investigator.page.get_by_role("main").locator("form[method=post] button[type=submit]").first.click()
    investigator.sees("Deactivated")
