"""Which tests run together and what starts first, so that two processes end at about the same time.

A file stays in one process, since its tests may share servers; so do the files that share a portal and its browser.
"""

from xdist.scheduler import LoadFileScheduling

SHARE_A_PORTAL = "tests/browser"


class Together(LoadFileScheduling):
    def _split_scope(self, nodeid):
        return SHARE_A_PORTAL if nodeid.startswith(f"{SHARE_A_PORTAL}/") else super()._split_scope(nodeid)


def longest_first(items):
    """Sort by file, in place: with a browser, slow, slow and racing; the quick ones fill up what is left."""
    marks = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())

    def place(item):
        found = marks[item.path]
        return ("browser" not in found, "slow" not in found, "faults" in found)

    items.sort(key=place)
