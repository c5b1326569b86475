"""The pictures of the README, taken by the journey itself: DYS_SCREENSHOTS=1 scripts/test tests/browser."""

import os

from runner.state import CHECKOUT

FOLDER = CHECKOUT / "docs" / "guides" / "screenshots"
DESK = {"width": 1210, "height": 880}
DECISION = {"width": 1210, "height": 938}  # down to the button
PHONE = {"width": 390, "height": 844}


def take_picture(page, name, on_phone=""):
    """Write docs/guides/screenshots/<name>.png, and one as on a phone, when asked to; a test run leaves the tree alone."""
    if os.environ.get("DYS_SCREENSHOTS") != "1":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for file, size in ((name, DECISION if name == "decision" else DESK), (on_phone, PHONE)):
        if file:
            page.set_viewport_size(size)
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=FOLDER / f"{file}.png", animations="disabled", caret="hide")
    page.set_viewport_size(before)
