"""The main job from end to end (B.2): asked, returned, asked again, granted, noted in JJEMS, reminded, renewed.

Real Chromium, Postgres, queue, worker, beat and SMTP. Once by mouse, once by keyboard alone.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Keys, Mouse
from tests.browser.portal import PASSWORD
from tests.browser.scenes import HOW, LASTS, People, day_after, username

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRANT = "Grant, with conditions"
MORE = " The posts of the last two weekends were made after the curfew."
ASKED_FOR = "Say since when, so that I know how pressing it is."
REFERENCE = "CM-77310"

# In the demonstration nothing else waits between these people.
OF_THE_CASELOAD = People("Farah Whitlock", "Wren Takahashi-Boyle", "Marlo D.", "Instagram", "demo_farah_w")
LOOKED_UP = People("Rosalind Teague", "Caleb Stroud", "DEMO-100016", "Facebook", "demorosalindt")


def test_a_supervisor_sees_first_what_waits(open_page):
    """The picture of the README: decisions by age, what falls due, and what happens if nothing is done."""
    supervisor = scenes.arrive(Mouse(open_page()), "Beatrix Nwosu")

    first = supervisor.page.get_by_role("region", name=re.compile("^Waiting for my decision")).get_by_role("row").nth(1)

    expect(first).to_contain_text("Overdue")
    supervisor.sees("If nothing is done")
    supervisor.picture("my-work")


@pytest.mark.clause("B.2")
@pytest.mark.clause("B.2.c")
@pytest.mark.parametrize(
    ("hands", "people"), [(Mouse, OF_THE_CASELOAD), (Keys, LOOKED_UP)], ids=["by mouse", "by keyboard"]
)
def test_from_the_request_to_its_renewal(portal, open_page, hands, people):
    seen = len(portal.mails(username(people.supervisor)))
    employee = scenes.arrive(hands(open_page(permissions=["clipboard-read", "clipboard-write"])), people.employee)

    number = ask(employee, people)
    mails = portal.wait_for_mail(username(people.supervisor), more_than=seen)
    say_only_that_something_waits(mails, portal, people, number)

    supervisor = scenes.arrive(hands(open_page()), people.supervisor)
    scenes.decide(supervisor, people, number, "Return for changes", reason=ASKED_FOR)
    change_and_send_again(employee, people, number)
    before = {name: len(portal.mails(username(name))) for name in (people.employee, people.supervisor)}
    scenes.decide(supervisor, people, number, GRANT, picture="decision")
    copy_and_confirm_the_note(employee, people, number)

    time_passes(portal, people, number, before)
    open_the_last_reminder(employee, number)

    renewal = renew(employee, people, number)
    scenes.decide(supervisor, people, renewal, GRANT)
    employee.page.goto("/")
    employee.sees(renewal)
    assert "The audit trail is intact" in portal.manage("verify_audit")


def ask(employee, people):
    """The three steps, with mistakes in the first and an expired sign-in in the second. Returns the number given."""
    scenes.begin(employee)
    employee.write(HOW, "Too short")
    employee.press("Save and continue")
    follow_the_summary_to_the_field(employee)
    scenes.say_whom_and_why(employee, people)
    employee.press("Save and continue")

    scenes.name_the_account(employee, people)
    lose_the_session(employee, people)
    find_everything_that_was_typed(employee, people)
    employee.press("Save and continue")
    return scenes.sign_and_send(employee, people)


def follow_the_summary_to_the_field(employee):
    expect(employee.page.get_by_role("alert")).to_be_focused()
    expect(employee.field(HOW)).to_have_value("Too short")
    employee.follow(re.compile(f"^{HOW}"))
    expect(employee.field(HOW)).to_be_focused()


def lose_the_session(employee, people):
    """The session ends while the form is filled in: sending it leads through the sign-in and back."""
    employee.page.context.clear_cookies(name="session")
    employee.press("Save and continue")
    employee.is_at("Sign in")
    employee.sign_in(username(people.employee), PASSWORD)
    employee.is_at("Which account you use")
    employee.sees("Nothing is lost: check it and send it again.")


def find_everything_that_was_typed(employee, people):
    expect(employee.field("Site")).to_have_value(people.site.lower())
    expect(employee.field("Account name")).to_have_value(f"@{people.handle}")
    expect(employee.radio("My own personal account")).to_be_checked()
    expect(employee.field("Name the account shows")).to_have_value(people.shown_name)
    expect(employee.field("Why this name differs from your record")).to_have_value(re.compile("first name only"))
    expect(employee.radio("No")).to_be_checked()


def say_only_that_something_waits(mails, portal, people, number):
    """Domain 9: no name, number, account or clause in a mail; the way to the portal."""
    text = " ".join(f"{mail['Subject']} {mail.get_content()}" for mail in mails)
    named = [*people.employee.split(), people.youth, people.handle, people.site, number, "SUP-", "DEMO-", "B.2"]
    assert [word for word in named if word in text] == []
    assert portal.address in text


def change_and_send_again(employee, people, number):
    employee.page.goto("/")
    employee.follow(number)
    employee.sees(ASKED_FOR)
    employee.follow("Change and send again")
    employee.is_at("Which youth, and what for")
    employee.write(HOW, people.why + MORE)
    employee.press("Save and continue")
    employee.is_at("Which account you use")
    employee.press("Save and continue")
    assert scenes.sign_and_send(employee, people) == number


def copy_and_confirm_the_note(employee, people, number):
    """B.2.c: who is authorized, by whom, with which account; copied to JJEMS and confirmed with its reference."""
    employee.page.goto("/")
    employee.follow(number)
    employee.is_at(number)
    employee.picture("record", on_phone="phone")
    employee.press("Copy note")
    expect(employee.page.get_by_text("Copied", exact=True).first).to_be_visible()
    note = employee.page.evaluate("navigator.clipboard.readText()")
    for element in (people.employee, people.supervisor, f"{people.site} - {people.handle}"):
        assert element in note
    employee.write("JJEMS reference", REFERENCE)
    employee.press("Confirm: entered as generated")
    employee.sees("Confirmed: the note stands in JJEMS.")


def time_passes(portal, people, number, before):
    """Thirty days, seven days and the last day before it ends: one mail each for both, however often the sweep runs.

    The day's mail of reminders may be on its way already: then what fires today is in tomorrow's.
    """
    for days in (0, 1, LASTS - 7, LASTS, LASTS):
        portal.manage("run_sweeps", "--as-of", day_after(days).isoformat())
    for name, count in before.items():
        mails = portal.mails(username(name))
        assert len(mails) >= count + 3 + (name == people.employee)  # who is told of the grant, too
        assert len({mail["Message-ID"] for mail in mails}) == len(mails)
        say_only_that_something_waits(mails, portal, people, number)


def open_the_last_reminder(employee, number):
    employee.page.goto("/")
    employee.open_inbox()
    employee.is_at("Inbox")
    for title in ("ends in 30 days", "ends in 7 days", "ends tonight"):
        expect(employee.link(f"{number} {title}")).to_have_count(1)
    employee.follow(f"{number} ends tonight")
    employee.is_at(number)


def renew(employee, people, number):
    """From the record to which the reminder leads; returns the number of the renewal."""
    employee.press("Renew")
    employee.is_at("Which youth, and what for")
    expect(employee.field("First day")).to_have_value(day_after(LASTS).isoformat())
    employee.enter_day("Last day", day_after(2 * LASTS))
    employee.press("Save and continue")
    employee.is_at("Which account you use")
    employee.choose("No")
    employee.press("Save and continue")
    renewal = scenes.sign_and_send(employee, people)
    employee.sees(f"Renews {number}")
    return renewal
