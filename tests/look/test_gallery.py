"""The gallery in Chromium: nothing for axe to find, nothing off the side, and the small script's few promises."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.look import pages

pytestmark = pytest.mark.browser

AXE = Axe()


@pytest.mark.parametrize("name", pages.PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(gallery, name):
    page = gallery(name)

    for width in (1280, 820, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        violations = [(v["id"], [node["target"] for node in v["nodes"]]) for v in AXE.run(page).response["violations"]]

        assert (width, too_wide, violations) == (width, 0, [])


@pytest.mark.parametrize("name", ["my_work", "request", "record", "forms"])
def test_every_target_is_44_pixels_high_on_a_phone(gallery, name):
    page = gallery(name, width=390)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".btn:not(.btn-sm), .form-control, .form-select, .choice, .tick label, summary")]
            .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 44)
            .map((element) => element.outerHTML)"""
    )

    assert small == []


def test_only_the_chosen_option_opens_and_names_the_button(gallery):
    page = gallery("request")
    page.get_by_role("radio", name="Return for changes").check()

    assert page.get_by_label("What to change").is_visible()
    assert not page.get_by_label("Other conditions").is_visible()
    assert page.locator(".decide [type=submit]").inner_text() == "Sign and return"


def test_the_decision_panel_fits_a_window_of_900(gallery):
    page = gallery("request")

    assert page.locator(".decide").evaluate("panel => panel.scrollHeight - panel.clientHeight") == 0


def test_on_a_phone_the_form_covers_the_bar_that_led_to_it(gallery):
    page = gallery("request", width=390, height=844)
    page.get_by_role("link", name="Go to decision").click()
    bar = page.locator(".decide-bar").bounding_box()

    covering = page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y)?.closest('.decide, .foot')",
        [bar["x"] + 20, min(bar["y"] + 20, 840)],
    )

    assert covering


def test_the_error_summary_has_the_focus_even_without_scripts(gallery):
    page = gallery("forms_wrong", java_script_enabled=False)

    assert page.locator(".error-summary:focus").count() == 1


def test_each_line_of_the_summary_leads_to_its_field_groups_included(gallery):
    page = gallery("forms_wrong")
    links = page.locator(".error-summary a")

    for index in range(links.count()):
        links.nth(index).click()
        target = links.nth(index).get_attribute("href").removeprefix("#")
        assert page.evaluate("document.activeElement.id") == target
    assert links.count() == 8


def test_each_wrong_field_says_what_is_wrong_to_a_screen_reader(gallery):
    page = gallery("forms_wrong")
    described = page.get_by_label("Account name").get_attribute("aria-describedby").split()

    assert described == ["id_handle_helptext", "id_handle_error"]
    assert page.get_by_label("Account name").get_attribute("aria-invalid") == "true"
    assert page.locator("fieldset#id_account").get_attribute("aria-describedby").split() == [
        "id_account_helptext", "id_account_error",
    ]  # fmt: skip


def test_optional_fields_say_so_and_required_ones_carry_no_star(gallery):
    page = gallery("forms")

    assert page.get_by_text("(optional)").count() == 1
    assert page.get_by_text("*").count() == 0


def test_the_note_is_copied_word_for_word_by_button_and_by_key(gallery):
    page = gallery("record", permissions=["clipboard-read", "clipboard-write"])
    expected = "".join(segment["text"] for segment in pages.samples.record()["segments"])

    for press in (lambda: page.get_by_role("button", name="Copy note").click(), lambda: page.keyboard.press("c")):
        page.evaluate("navigator.clipboard.writeText('')")
        press()
        page.locator(".copied").wait_for()
        page.locator("[role=status]", has_text="Copied").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == expected


def test_the_copy_key_is_a_letter_inside_fields_and_can_be_switched_off(gallery):
    page = gallery("record", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("JJEMS reference").press("c")
    page.get_by_role("button", name="Switch keys off").click()
    page.keyboard.press("c")

    assert page.get_by_label("JJEMS reference").input_value() == "c"
    assert page.locator(".copied").count() == 0
    assert page.get_by_role("button", name="Switch keys on").is_visible()


def test_a_second_click_sends_nothing(gallery):
    page = gallery("sign_in")
    page.get_by_label("Password").fill("demonstration")
    page.evaluate("document.querySelector('main form').action = '/elsewhere'")  # answers 204: the page stays
    button = page.get_by_role("button", name="Sign in")
    button.dblclick(force=True)
    page.wait_for_timeout(200)

    assert page.sent == ["/elsewhere"]
    assert button.get_attribute("aria-disabled") == "true"


def test_escape_closes_the_menu_and_gives_the_focus_back(gallery):
    page = gallery("my_work", width=390)
    page.get_by_text("Menu", exact=True).click()
    page.locator(".phone-menu").get_by_role("link", name="Policy").focus()
    page.keyboard.press("Escape")

    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Menu"


def test_without_scripts_the_menu_opens_and_nothing_promises_to_copy(gallery):
    page = gallery("record", width=390, java_script_enabled=False)
    page.get_by_text("Menu", exact=True).click()

    assert page.locator(".phone-menu").get_by_role("button", name="Sign out").is_visible()
    assert page.get_by_role("button", name="Copy note").count() == 0


def test_keyboard_reaches_the_content_first(gallery):
    page = gallery("my_work")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
