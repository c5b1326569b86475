"""The text of a piece of HTML: what a reader sees, with pictures' descriptions and the addresses of links. No tag stays.
What it shows beside its text, such as pictures, videos and pages within the page, is told apart: a person looks at it.

Written by hand because html.parser takes minutes for some texts of a few hundred kilobytes: this one looks at each
character a fixed number of times. What it takes for no tag stays as text, so nothing can hide from screening.
"""

import html
import re
from dataclasses import dataclass

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
SHOWS = frozenset(
    {"audio", "embed", "iframe", "image", "img", "input", "object", "picture", "source", "svg", "video"}  # or plays
)
LEADS = ("src", "srcset", "poster", "data", "href", "xlink:href")  # attributes that say where it is
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:\s|/)[^<>]*)?>|<[!?][^<>]*>")
ATTRIBUTE = re.compile(
    r"""(?<![\w:-])(xlink:href|href|alt|srcset|src|poster|data|type)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
CUT_TAG = re.compile(rf"<(?:{'|'.join(SHOWS)})(?=[\s/])[^<>]*", re.IGNORECASE)  # a browser may show it all the same
BACKGROUND = re.compile(r"url\s*\(|(?<![\w-])background\s*=", re.IGNORECASE)
LONGEST_SHOWN = 200  # of a tag that does not say where what it shows is
ENDS = {tag: re.compile(f"</{tag}[^<>]*>", re.IGNORECASE) for tag in SILENT}
BLANK_LINES = re.compile(r"\n{3,}")
MARKDOWN_SHOWS = re.compile(r"!\[([^\[\]]{0,1000})\](?:\(\s*([^\s()]*))?")
COMMENT, COMMENT_ENDS = "<!--", re.compile(r"--!?>")


@dataclass(frozen=True)
class Shown:
    """A picture or the like within a text: where it is, as the markup writes it, and its description."""

    address: str
    alt: str = ""


class _Text:
    """Goes through the markup once. `_missing` holds ends that were looked for and are not there any more."""

    def __init__(self, markup):
        self.markup, self.parts, self.link, self.shown, self.nowhere = markup, [], None, [], []
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
        end = COMMENT_ENDS.search(self.markup, begin)
        if end is None:
            self._missing.add(COMMENT)
            return 0
        return end.end()

    def _tag(self, begin):
        found = TAG.match(self.markup, begin)
        if found is None:
            if cut := CUT_TAG.match(self.markup, begin):
                self.nowhere.append(cut[0])
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
        if not is_end and (tag in SHOWS or rest and BACKGROUND.search(rest)):
            self._show(tag, rest, found[0])
        self.parts.append("\n" if tag in BREAKS else " " if tag in SPACED else "")
        return found.end()

    def _show(self, tag, rest, whole):
        if tag == "input" and _attribute(rest, "type").lower() != "image":
            return
        leads = {name: _attribute(rest, name) for name in LEADS} if tag in SHOWS else {}
        leads["srcset"] = "".join(leads.get("srcset", "").split()[:1]).rstrip(",")
        leads = dict.fromkeys(filter(None, leads.values()))
        self.shown += [Shown(address, _attribute(rest, "alt")) for address in leads]
        if not leads and tag != "picture":  # which shows what is named in it
            self.nowhere.append(whole)

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
    return read(markup)[0]


def read(markup):
    """(plain text, everything it shows beside): of HTML, in time that grows with its length alone."""
    if "<" not in markup and "&" not in markup:
        return markup.strip(), []
    reader = _Text(markup)
    lines = reader.read().split("\n")
    text = BLANK_LINES.sub("\n\n", "\n".join(line.strip(" \t\r\f\v") for line in lines)).strip()
    return text, reader.shown or [Shown(tag[:LONGEST_SHOWN]) for tag in reader.nowhere[:1]]


def shown_by_markdown(text):
    """The pictures that Markdown shows, in its own way of writing them."""
    found = MARKDOWN_SHOWS.finditer(text)
    return [Shown((one[2] or "").strip("<>") or one[0][:LONGEST_SHOWN], one[1]) for one in found]
