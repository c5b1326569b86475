"""Two ways to use a page: by mouse, and by keyboard alone. A journey is written once and done with either.

Things are named as a person knows them: by role and name, fields by their label.
"""

import re

from playwright.sync_api import expect

from tests.browser.pictures import take_picture

MOST_STOPS = 200
# What has the focus shows it: by an outline of its own, or of the box drawn around it.
SHOWS_FOCUS = """() => {
  const outlined = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return outlined(document.activeElement) || outlined(document.activeElement.parentElement);
}"""


class Hands:
    """What both can do; `page` is the page of the person whose hands these are."""

    def __init__(self, page):
        self.page = page

    def button(self, name):
        return self.page.get_by_role("button", name=name)

    def link(self, name):
        return self.page.get_by_role("main").get_by_role("link", name=name, exact=isinstance(name, str))

    def field(self, label):
        """By the words before "(optional)" or a comma."""
        return self.page.get_by_role("main").get_by_label(re.compile(rf"^\s*{label}\s*(\(optional\)|,|$)"))

    def radio(self, name):
        return self.page.get_by_role("radio", name=name, exact=isinstance(name, str))

    def box(self, name):
        """A checkbox by its words, or by its place among those of the page."""
        boxes = self.page.get_by_role("checkbox", name=None if isinstance(name, int) else name)
        return boxes.nth(name) if isinstance(name, int) else boxes

    @property
    def inbox(self):
        return self.page.get_by_role("banner").get_by_role("link", name=re.compile("^Inbox"))

    def sees(self, text):
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def is_at(self, heading):
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def sign_in(self, username, password):
        self.write("User name", username)
        self.write("Password", password)
        self.press("Sign in")


class Mouse(Hands):
    def picture(self, name, on_phone=""):
        take_picture(self.page, name, on_phone)

    def press(self, name):
        self.button(name).click()

    def follow(self, name):
        self.link(name).click()

    def open_inbox(self):
        self.inbox.click()

    def write(self, label, text):
        self.field(label).click()
        self.field(label).fill(text)

    def enter_day(self, label, day):
        self.field(label).click()
        self.field(label).fill(day.isoformat())

    def pick(self, label, option):
        """A native list opens outside the page, where no test can click: its choice is set."""
        value = self.field(label).locator("option", has_text=option).first.get_attribute("value")
        self.field(label).select_option(value)

    def choose(self, name):
        self.radio(name).check()

    def tick(self, name):
        self.box(name).check()


class Keys(Hands):
    """Goes where a person goes with Tab and Shift+Tab, and sees at each stop where the focus is."""

    def picture(self, name, on_phone=""):
        """The mouse has taken it."""

    def go_to(self, target):
        expect(target).to_be_attached()
        way = target.evaluate(
            """target => document.activeElement !== document.body
              && document.activeElement.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING
              ? "Shift+Tab" : "Tab" """
        )
        for _stop in range(MOST_STOPS):
            if target.evaluate("target => target === document.activeElement"):
                return
            self.page.keyboard.press(way)
            assert self.page.evaluate(SHOWS_FOCUS), self.page.evaluate("document.activeElement.outerHTML")
        raise AssertionError(f"{target} was not reached by {way}")

    def press(self, name):
        self._activate(self.button(name))

    def follow(self, name):
        self._activate(self.link(name))

    def open_inbox(self):
        self._activate(self.inbox)

    def _activate(self, target):
        self.go_to(target)
        self.page.keyboard.press("Enter")

    def write(self, label, text):
        self.go_to(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def enter_day(self, label, day):
        self.go_to(self.field(label))
        self.page.keyboard.type(f"{day:%m%d%Y}")
        expect(self.field(label)).to_have_value(day.isoformat())

    def pick(self, label, option):
        field = self.field(label)
        self.go_to(field)
        self.page.keyboard.press("Home")
        for _step in range(field.locator("option").count()):
            if option in field.evaluate("field => field.selectedOptions[0].text"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} has no choice {option}")

    def choose(self, name):
        """A group of radios is one stop: the arrows choose in it."""
        radio = self.radio(name)
        group = self.page.locator(f"[name='{radio.get_attribute('name')}']")
        chosen = group.and_(self.page.locator(":checked"))
        self.go_to(chosen if chosen.count() else group.first)
        if not chosen.count():
            self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} could not be chosen with the arrows")

    def tick(self, name):
        box = self.box(name)
        if not box.is_checked():
            self.go_to(box)
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()
