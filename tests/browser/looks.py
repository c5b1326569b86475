"""A page as it stands, looked at while a journey passes it: nothing for axe to find, nothing off the side."""

import re

from axe_playwright_python.sync_playwright import Axe

from tests.browser.hands import Keys

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Looker:
    """Each page of a kind once: its address without the record, and its heading. By mouse: keys pass the same pages."""

    def __init__(self):
        self.seen = set()

    def look(self, person):
        page = person.page
        kind = (NUMBERS.sub("*", page.url), page.get_by_role("heading", level=1).inner_text())
        if isinstance(person, Keys) or kind in self.seen:
            return
        self.seen.add(kind)
        found = AXE.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        assert [(kind, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
