"""What people of the demonstration do, step by step; by whichever hands."""

import datetime
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.portal import PASSWORD

LASTS = 30  # days: the first reminder of its end is due on the day of the grant, and a renewal may be asked for at once
WHY = "{youth} posts from places where nobody expects it. Seeing that early lets us talk about it in time."
HOW = "How it helps to supervise this youth"
NUMBER = re.compile(r"SUP-\d{4}-\d{4}")


@dataclass(frozen=True)
class People:
    """Who asks, who decides, about whom, from which account: of the asker's caseload, or looked up by JJEMS number."""

    employee: str
    supervisor: str
    youth: str
    site: str
    handle: str

    @property
    def is_looked_up(self):
        return self.youth.startswith("DEMO-")

    @property
    def shown_name(self):
        return self.employee.split()[0]

    @property
    def why(self):
        return WHY.format(youth=self.youth)


def username(name):
    return name.lower().replace(" ", ".")


def day_after(days):
    return datetime.datetime.now(ZoneInfo("America/New_York")).date() + datetime.timedelta(days=days)


def arrive(person, name):
    person.page.goto("/")
    person.sign_in(username(name), PASSWORD)
    person.is_at("My work")
    return person


def begin(employee):
    employee.page.goto("/")
    employee.follow("Request an authorization")
    employee.is_at("Request an authorization")


def say_whom_and_why(employee, people):
    if people.is_looked_up:
        employee.write("JJEMS number or full name", people.youth)
    else:
        employee.pick("Youth", people.youth)
    employee.tick("Check conditions of liberty and curfew")
    employee.write(HOW, people.why)
    employee.enter_day("Last day", day_after(LASTS))


def name_the_account(employee, people):
    """A new one, under the first name only: the portal asks why, and the supervisor must accept it. Not sent yet."""
    employee.is_at("Which account you use")
    if employee.radio("An account not registered yet").is_visible():
        employee.choose("An account not registered yet")
    employee.pick("Site", people.site)
    employee.write("Account name", f"@{people.handle}")
    employee.choose("My own personal account")
    employee.write("Name the account shows", people.shown_name)
    employee.choose("No")
    employee.press("Save and continue")
    employee.sees("Explain why, or correct the name.")
    employee.write("Why this name differs from your record", "The site shows the first name only. The picture is me.")


def sign_and_send(employee, people):
    """Tick every statement, sign, send; returns the number given."""
    employee.is_at("Check and sign")
    employee.choose(re.compile("I will not open them"))
    for place in range(employee.page.get_by_role("checkbox").count()):
        employee.tick(place)
    employee.write("Sign with your full name", people.employee)
    employee.press("Sign and send to my supervisor")
    heading = employee.page.get_by_role("heading", level=1, name="Supervision request")
    expect(heading).to_be_visible()
    number = NUMBER.search(heading.inner_text())[0]
    employee.sees(f"{number} is sent.")
    return number


def decide(supervisor, people, number, decision, *, reason="", picture=""):
    """Two clicks from home: the request, and the button that signs the decision. A reason returns the request."""
    supervisor.page.goto("/")
    supervisor.follow(number)
    supervisor.sees(people.why)
    supervisor.choose(decision)
    if reason:
        supervisor.write("What is to be changed", reason)
    else:
        supervisor.tick(re.compile("accept the name shown"))
        if picture:
            supervisor.picture(picture)
    supervisor.write("Sign with your full name", people.supervisor)
    supervisor.press("Sign and return" if reason else "Sign and grant")
    supervisor.is_at("My work")
    supervisor.sees(f"{number} is returned." if reason else f"{number} is granted.")
    waiting = supervisor.page.get_by_role("region", name=re.compile("^Waiting for my decision"))
    expect(waiting.get_by_role("link", name=number)).to_have_count(0)
