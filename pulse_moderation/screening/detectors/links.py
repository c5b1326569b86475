"""Links to social sites and handles on them, however they are written (B.1.b)."""

import re
from functools import lru_cache

from pulse_moderation.screening.detectors.base import Detector, Finding

_SITE = (
    r"(?:instagram|insta|the gram|ig|kik|snapchat|snap|facebook|face ?book|fb|messenger|tik ?tok|twitter|x|youtube|you ?tube|linkedin|tumblr"
    r"|my ?space|discord|reddit|whats ?app|telegram|be ?real|pinterest|twitch|roblox|blue ?sky|bsky|threads|nextdoor|vine|only ?fans)"
)
_LONG = _SITE.replace("|x|", "|").replace("|vine|", "|").replace("|threads|", "|")
_NAME = r"@?[a-z0-9](?:[a-z0-9_.-]{1,28}[a-z0-9_])"
_MARKED = (
    r"(?:@[a-z0-9_][a-z0-9_.-]{1,29}|[a-z0-9.-]*[a-z][a-z0-9.-]*[0-9_-][a-z0-9_.-]*|[a-z]+[._-][a-z0-9._-]*[a-z0-9])"
)
_ACCOUNT = r"(?: (?:handle|name|user ?name|account|page|profile|channel|id|tag|story|server|feed|group|link))"
_HANDLES = [
    rf"(?<![\w.])@[a-z0-9_][a-z0-9_.-]{{1,29}}\s*[,(-]?\s*(?:on|over on|via|at|in)\s+(?:my |the )?{_SITE}\b",
    rf"(?<![\w.])@[a-z0-9_][a-z0-9_.-]{{1,29}}\s*\(\s*{_SITE}\s*\)",
    rf"\b{_LONG}{_ACCOUNT}?(?:\s*(?::|=|->|-|@|//)|\s+(?:is|at|under|as)\b)\s*{_MARKED}",
    rf"\b{_LONG}{_ACCOUNT}?\s+@[a-z0-9_][a-z0-9_.-]{{1,29}}",
    rf"\bmy (?:\w+ )?{_LONG}{_ACCOUNT}?(?:\s*(?::|=|->)|\s+is\b)\s*{_NAME}",
    rf"\b(?:follow|add|find|friend|dm|message|hit|snap|look|catch|join|text|reach|msg|sub(?:scribe)?(?: to)?|check|connect with|see) "
    rf"(?:me|us|my \w+|him|her|out my|out me)(?: \w+)?,? (?:up )?(?:on|at|via|over on|over at|through|in) (?:my )?(?:the )?{_SITE}\b",
    rf"\b(?:follow|add|subscribe to|check out|visit|see|like|join|view|friend|dm|look at|watch|search|find|tag) my (?:\w+ )?{_LONG}\b",
    rf"\b(?:pics|photos|pictures|video|videos|post(?:ed|s)?|more|it|them|link|stories|selfies|reel|reels|live) (?:is |are |up |all |over )*(?:on|at|to|in) my (?:\w+ )?{_LONG}\b",
    r"\b(?:link in (?:my )?bio|(?:my )?(?:bio link|linktree|link tree))\b",
    r"\b(?:snap ?me|dm me|add me|follow me|inbox me|friend me)(?: at| @|:| -)? ?@[a-z0-9_.-]{2,30}",
    rf"\b(?:i'm|im|i am|it's|its|user(?:name)?|look (?:me )?up|search(?: for)?|find) {_MARKED} (?:on|over on|at) (?:the )?{_SITE}\b",
    r"\b(?:ig|insta|instagram|snap|fb|tt|tiktok|twitter|facebook|reddit|twitch|linkedin)\s?/\s?(?:@|u/|in/)?[a-z0-9_.-]{3,30}",
    r"(?<![\w/])u/[a-z0-9_-]{3,20}\b",
    r"\b(?:sc|ig)\s?[:=@]\s?@?[a-z0-9_.-]{3,30}",
    r"\bdiscord(?: \w+)?\s?[:=-]*\s?[a-z0-9_.]{2,32}#\d{4}\b",
    rf"\b(?:my|our|his|her|their) (?:\w+ )?(?:gram|x|threads|vine){_ACCOUNT}?\s*(?:is|:|=|->|-|//)?\s*@[a-z0-9_][a-z0-9_.-]{{1,29}}",
    rf"\b(?:my|our|his|her|their) (?:\w+ )?(?:x|threads){_ACCOUNT}\s*(?:is|:|=|->)\s*{_NAME}",
    rf"\b(?:gram|threads|x|vine){_ACCOUNT}\s*(?:is|:|=|->|-)?\s*@[a-z0-9_][a-z0-9_.-]{{1,29}}",
    rf"\b(?:kik|snap|snapchat|telegram|whats ?app|insta|ig|discord|tweet|tik ?tok|messenger|facebook|fb|twitch|hmu) (?:me|us|him|her)(?: up)?(?: on| at| @|\s?[:=>-]+)*\s*{_MARKED}",
    rf"(?<![\w.@-])(?!covid|part|season|module)(?:[a-z][a-z.]{{2,}}\d{{2,}}|[a-z0-9.]*[a-z]_[a-z0-9_.]+) (?:on|over on|via) (?:my |the )?{_LONG}\b",
    rf"(?<![\w.@-])@?(?:[a-z][a-z.]{{2,}}\d{{2,}}|[a-z0-9.]*[a-z]_[a-z0-9_.]+) (?:is |= ?|[-–] ?)(?:my|his|her|our) (?:\w+ )?{_SITE}\b",
    rf"(?<![\w.])@[a-z0-9_][a-z0-9_.-]{{1,29}} (?:is |= ?|[-–] ?)(?:my|his|her|our) (?:\w+ )?(?:{_SITE}|gram)\b",
    rf"\b(?:i'm|im|i am|we're|we are) (?:also |now |all )?(?:on|over on) {_LONG} (?:as|under|@|at) @?[a-z0-9]",
]
_HANDLE = re.compile("|".join(f"(?:{pattern})" for pattern in _HANDLES))
_NOT_HANDLES = re.compile(
    r"(?:-|:)\s*(?:related|based|free|wide|style|policy|\d)|\b(?:fb|ig|insta|snap|facebook|twitter|instagram|tiktok)/(?:facebook|twitter|instagram|snapchat|insta|snap|tiktok|youtube|linkedin|threads|meta|x|social)\b"
)
_DOT = r"(?:\s?\.\s?|\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?|\s+dot\s+|\s?,\s?(?=com\b))"


@lru_cache(maxsize=16)
def _hosts(domains):
    """Any of these domains, bare or in an address, also with "dot" for dots."""
    named = "|".join(_spoken(domain) for domain in sorted(domains, key=len, reverse=True))
    return re.compile(
        rf"(?<![a-z0-9@.-])(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?)?(?:[^\s/@]*@)?(?P<sub>(?:[a-z0-9-]{{1,63}}\.){{0,4}})(?P<host>{named})"
        r"(?![a-z0-9-]|\.[a-z0-9])(?::\d+)?(?P<path>\s?/[^\s<>\"]*)?"
    )


def _spoken(domain):
    return _DOT.join(re.escape(part) for part in domain.casefold().split("."))


class Links(Detector):
    codes = ("S-LINK",)
    triggers = (
        r"https?|hxxp|www|\.[a-z]{2,}|\bdot\b|[\[({]\s?\.|,com\b| \. ?[a-z]{2}",
        r"@[a-z0-9_]",
        rf"\b{_LONG}\b",
        r"\b(?:sc|ig)\s?[:=@]|\bu/|link in|link ?tree|bio link|\b(?:on|at|via) (?:my )?(?:x|threads|vine)\b",
        rf"\b(?:my|our|his|her|their) (?:\w+ )?(?:x|threads){_ACCOUNT}|\b(?:hmu|tweet) ",
    )

    def find(self, view, context, around):
        seen = []
        watched = tuple(dict.fromkeys((*around.platforms, *around.shorteners, *around.blocked_hosts)))
        for found in _hosts(watched).finditer(view.lower):
            if not _is_allowed(found, around.allowed_hosts):
                seen.append(found.span())
        for found in _HANDLE.finditer(view.lower):
            if not _NOT_HANDLES.search(found[0]) and not any(s < found.end() and found.start() < e for s, e in seen):
                seen.append(found.span())
        for start, end in sorted(seen):
            yield Finding("S-LINK", start, len(view.lower[:end].rstrip(".,;:!?)'\"")), is_secret=False)


def _is_allowed(found, allowed):
    host = re.sub(r"\s?[\[({]?\s?(?:\bdot\b|\.)\s?[\])}]?\s?", ".", found["host"]).replace(",", ".").replace(" ", "")
    path = (found["path"] or "").strip().strip("/").casefold()
    for entry in allowed:
        name, _slash, account = entry.casefold().partition("/")
        if host == name or f"{found['sub']}{host}".endswith(f".{name}") or f"{found['sub']}{host}" == name:
            if not account or path == account or path.startswith((account + "/", account + "?")):
                return True
    return False
