"""The text of a piece of HTML: what a reader sees, with pictures' descriptions and the addresses of links. No tag stays.

Written by hand because html.parser takes minutes for some texts of a few hundred kilobytes: this one looks at each
character a fixed number of times. What it takes for no tag stays as text, so nothing can hide from screening.
"""

import html
import re

SILENT = frozenset({"script", "style", "template"})
BREAKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
        ),
        *("tr", "ul"),
    }
)
SPACED = frozenset({"td", "th"})
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:\s|/)[^<>]*)?>|<[!?][^<>]*>")
ATTRIBUTE = re.compile(r"""\b(href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
ENDS = {tag: re.compile(f"</{tag}[^<>]*>", re.IGNORECASE) for tag in SILENT}
BLANK_LINES = re.compile(r"\n{3,}")
COMMENT, COMMENT_ENDS = "<!--", "-->"


class _Text:
    """Goes through the markup once. `_missing` holds ends that were looked for and are not there any more."""

    def __init__(self, markup):
        self.markup, self.parts, self.link = markup, [], None
        self._missing = set()

    def read(self):
        markup, at = self.markup, 0
        while (begin := markup.find("<", at)) >= 0:
            self.parts.append(html.unescape(markup[at:begin]))
            at = self._comment(begin) or self._tag(begin)
        self.parts.append(html.unescape(markup[at:]))
        return "".join(self.parts)

    def _comment(self, begin):
        if COMMENT in self._missing or not self.markup.startswith(COMMENT, begin):
            return 0
        end = self.markup.find(COMMENT_ENDS, begin)
        if end < 0:
            self._missing.add(COMMENT)
            return 0
        return end + len(COMMENT_ENDS)

    def _tag(self, begin):
        found = TAG.match(self.markup, begin)
        if found is None:
            self.parts.append("<")
            return begin + 1
        is_end, tag, rest = found[1], (found[2] or "").lower(), found[3] or ""
        if tag in SILENT and not is_end and tag not in self._missing:
            if silent := ENDS[tag].search(self.markup, found.end()):
                return silent.end()
            self._missing.add(tag)
        elif tag == "a":
            self._link(bool(is_end), rest)
        elif tag == "img":
            self.parts.append(f" {_attribute(rest, 'alt')} ")
        self.parts.append("\n" if tag in BREAKS else " " if tag in SPACED else "")
        return found.end()

    def _link(self, is_end, rest):
        """After the words of a link stands where it leads, unless they say so themselves."""
        if self.link is not None:
            address, begun = self.link
            if address and address not in "".join(self.parts[begun:]):
                self.parts.append(f" ({address})")
        self.link = None if is_end else (_attribute(rest, "href"), len(self.parts))


def _attribute(rest, name):
    for found in ATTRIBUTE.finditer(rest):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "").strip()
    return ""


def text_of(markup):
    """Plain text of HTML, in time that grows with its length alone. A script in it is dropped."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    lines = _Text(markup).read().split("\n")
    return BLANK_LINES.sub("\n\n", "\n".join(line.strip(" \t\r\f\v") for line in lines)).strip()
