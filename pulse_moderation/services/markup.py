"""The text of a piece of HTML: what a reader sees, with pictures' descriptions and the addresses of links. No tag stays."""

import re
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "head", "template", "noscript"})
BREAKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table tr ul".split()
)
SPACED = frozenset({"td", "th"})
BLANKS, BLANK_LINES = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v]*"), re.compile(r"\n{3,}")


class _Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.links, self.silent = [], [], 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in SILENT:
            self.silent += 1
        elif tag == "img" and given.get("alt"):
            self.parts.append(f" {given['alt']} ")
        elif tag == "a":
            self.links.append((given.get("href") or "", len(self.parts)))
        self._separate(tag)

    def handle_startendtag(self, tag, attrs):
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)
        if tag == "a":
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a" and self.links:
            address, begun = self.links.pop()
            if address and address not in "".join(self.parts[begun:]):
                self.parts.append(f" ({address})")
        self._separate(tag)

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)

    def _separate(self, tag):
        if tag in BREAKS:
            self.parts.append("\n")
        elif tag in SPACED:
            self.parts.append(" ")


def text_of(markup):
    """Plain text of HTML. A script in it is dropped; what merely looks like a tag stays text where HTML has it so."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return BLANK_LINES.sub("\n\n", BLANKS.sub("\n", "".join(reader.parts))).strip()
