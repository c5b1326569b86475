"""Capturing evidence (B.2.f): pasted at a desk, photographed with a phone whose connection breaks, stopped at the gate."""

import base64
import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.hands import Keys, Mouse
from tests.browser.portal import PASSWORD
from tests.browser.scenes import username
from tests.evidence import pictures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBER = re.compile(r"EV-\d{4}-\d{4}")
GATE = "Does it appear to show sexual images"
PUT_ON_CLIPBOARD = """async base64 => {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({"image/png": new Blob([bytes], {type: "image/png"})})]);
}"""


def minutes_ago(minutes):
    return datetime.datetime.now(ZoneInfo("America/New_York")) - datetime.timedelta(minutes=minutes)


def open_gate(employee, site):
    """From home, over the first authorization in force on this site, to the content gate."""
    employee.page.goto("/")
    row = employee.page.get_by_role("row").filter(has_text=f"Supervision on {site}").filter(has_text="Active")
    row.first.get_by_role("link").first.click()
    employee.follow("Capture evidence")
    employee.is_at("Capture evidence")
    employee.sees(GATE)


def begin(employee, site):
    open_gate(employee, site)
    employee.choose("No")
    employee.press("Go on")
    employee.is_at("What was captured")
    # Said as soon as the page takes files: what is chosen before that is kept by no script.
    expect(employee.page.get_by_text("You can also paste it here")).to_be_visible()


def say_what_it_is(employee, site, *relevance):
    employee.pick("Site", site)
    employee.write("Account it was seen on", "demo_of_the_youth")
    employee.page.get_by_label("When you took the screenshot").fill(f"{minutes_ago(5):%Y-%m-%dT%H:%M}")
    employee.choose("Public, without signing in")
    employee.tick("The youth told staff")
    employee.choose("Confirmed")
    for name in relevance:
        employee.tick(name)
    employee.write("What it shows", "A bruise on an arm, and words about who did it.")
    employee.choose("No")


def put_on_record(employee):
    employee.press("Put on record")
    expect(employee.page.get_by_role("heading", level=1, name=NUMBER)).to_be_visible()
    return employee.page.get_by_role("heading", level=1).inner_text()


def kept(employee, count):
    expect(employee.page.locator(".kept-files li")).to_have_count(count)


@pytest.mark.clause("B.2.f")
@pytest.mark.parametrize("hands", [Mouse, Keys], ids=["by mouse", "by keyboard"])
def test_a_screenshot_is_pasted_reported_in_time_and_filed(open_page, signed_in, hands):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    employee = scenes.arrive(hands(page), "Dana Okafor-Lane")
    begin(employee, "LinkedIn")

    page.evaluate(PUT_ON_CLIPBOARD, base64.b64encode(pictures.screenshot()).decode())
    page.keyboard.press("ControlOrMeta+v")
    kept(employee, 1)
    say_what_it_is(employee, "LinkedIn", "Abuse or neglect of a minor")
    number = put_on_record(employee)

    telephone_dcf(employee)
    file_it(employee)
    address = page.locator(".capture-page").first.get_attribute("href")
    for name in ("mateo.rivard", "bram.ekstrom"):
        assert signed_in(name).request.get(address).status == 404
    assert number in employee.page.title()


def telephone_dcf(employee):
    duty = employee.page.locator(".duties > li").filter(has_text="DCF by telephone")
    expect(duty).to_contain_text("Now, by telephone")
    duty.locator("summary").click()
    duty.get_by_label("How", exact=True).select_option("telephone")
    duty.get_by_label("I told them").check()
    duty.get_by_label("Whom you spoke to").fill("The hotline")
    duty.get_by_role("button", name="Record", exact=True).click()
    expect(employee.page.locator(".duties > li").filter(has_text="DCF by telephone")).to_contain_text("Done")
    written = employee.page.locator(".duties > li").filter(has_text="DCF in writing")
    expect(written).to_contain_text("hours left")


def file_it(employee):
    employee.write("Where in the file", "Section 4, page 2")
    employee.press("It is filed")
    employee.sees("Filed in the youth's file")


@pytest.mark.clause("B.2.f")
def test_a_phone_keeps_its_file_through_a_lost_connection_and_a_lost_session(open_page, complaints, tmp_path):
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    employee = scenes.arrive(Mouse(page), "Juniper Slate")
    begin(employee, "Bluesky")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(pictures.with_location())

    page.context.set_offline(True)
    page.get_by_label("Screenshot", exact=True).set_input_files(photo)
    employee.sees("The connection was lost.")
    page.context.set_offline(False)
    complaints.clear()  # the browser says that the connection was lost, too
    employee.press("Try again")
    kept(employee, 1)
    employee.sees("the place it was taken")

    page.context.clear_cookies(name="session")
    page.get_by_label("Screenshot", exact=True).set_input_files(photo)
    employee.sees("You were signed out.")
    other_tab = page.context.new_page()
    other_tab.goto("/")
    other_tab.get_by_label("User name").fill(username("Juniper Slate"))
    other_tab.get_by_label("Password").fill(PASSWORD)
    other_tab.get_by_role("button", name="Sign in").click()
    expect(other_tab.get_by_role("heading", level=1)).to_have_text("My work")
    employee.press("Try again")
    kept(employee, 2)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    say_what_it_is(employee, "Bluesky", "Positive progress")
    put_on_record(employee)


def test_a_refused_file_says_what_to_do_and_the_others_stay(open_page, complaints, tmp_path):
    page = open_page()
    employee = scenes.arrive(Mouse(page), "Farah Whitlock")
    begin(employee, "TikTok")
    good, evil = tmp_path / "good.png", tmp_path / "evil.png"
    good.write_bytes(pictures.screenshot())
    evil.write_bytes(b"<svg onload='alert(1)'/>")

    page.get_by_label("Screenshot", exact=True).set_input_files([good, evil])

    kept(employee, 1)
    employee.sees("This is not a picture or PDF the portal takes.")
    complaints.clear()  # the browser notes the answer that refused


@pytest.mark.clause("B.2.f")
def test_the_gate_stops_and_tells_at_once(portal, open_page):
    before = {name: len(portal.mails(username(name))) for name in ("Priya Lindqvist", "Beatrix Nwosu")}
    employee = scenes.arrive(Mouse(open_page()), "Mateo Rivard")
    open_gate(employee, "X")

    employee.choose("Yes")
    employee.write("Account name", "demo_seen_there")
    employee.press("Go on")

    employee.sees("Stop here: no picture is taken or kept")
    expect(employee.page.locator("input[type=file]")).to_have_count(0)
    for name, count in before.items():
        portal.wait_for_mail(username(name), more_than=count)
