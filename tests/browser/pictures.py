"""The pictures of the README, taken by the journey itself: DYS_SCREENSHOTS=1 scripts/test tests/browser."""

import os

from runner.state import CHECKOUT

FOLDER = CHECKOUT / "docs" / "guides" / "screenshots"
PHONE = {"width": 390, "height": 844}


def take_picture(page, name):
    """Write docs/guides/screenshots/<name>.png and <name>-phone.png when asked to; a test run leaves the tree as it is."""
    if os.environ.get("DYS_SCREENSHOTS") != "1":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    desk = page.viewport_size
    for end, size in (("", desk), ("-phone", PHONE)):
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=FOLDER / f"{name}{end}.png", animations="disabled", caret="hide")
    page.set_viewport_size(desk)
