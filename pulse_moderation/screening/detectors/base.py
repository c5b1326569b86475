"""What detectors share: what they yield, what they know of the world, and whose personal information something is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pulse_moderation.screening.rules import Severity

PLATFORMS = """
    instagram.com instagr.am snapchat.com vine.co youtube.com youtu.be facebook.com fb.com fb.me fb.watch
    messenger.com m.me linkedin.com lnkd.in twitter.com x.com t.co myspace.com tumblr.com tiktok.com threads.net
    threads.com discord.com discord.gg discordapp.com reddit.com redd.it whatsapp.com wa.me t.me telegram.org
    telegram.me bereal.com bere.al pinterest.com pin.it twitch.tv roblox.com bsky.app nextdoor.com onlyfans.com
    linktr.ee kik.me kik.com signal.me mastodon.social truthsocial.com vsco.co vimeo.com flickr.com
""".split()
SHORTENERS = """
    bit.ly tinyurl.com goo.gl ow.ly is.gd buff.ly rb.gy cutt.ly shorturl.at tiny.cc rebrand.ly t.ly v.gd s.id bl.ink
    lnk.to beacons.ai bio.link campsite.bio linkin.bio tr.ee adf.ly short.gy solo.to hoo.be allmylinks.com carrd.co
    taplink.cc msha.ke qrco.de
""".split()
ALLOWED = ("mass.gov", "state.ma.us", "malegislature.gov", "usa.gov", "youtube.com/@massgov", "facebook.com/massgov",
           "twitter.com/massgov", "instagram.com/massgov", "linkedin.com/company/massgov")  # fmt: skip
WORK_DOMAINS = ("mass.gov", "state.ma.us", "ma.us", "gov", "edu", "mil", "dys.example", "pulse.example")


@dataclass(frozen=True)
class Surroundings:
    """What the portal knows beside the rules. The defaults are those of an empty portal."""

    platforms: tuple = tuple(PLATFORMS)
    shorteners: tuple = tuple(SHORTENERS)
    allowed_hosts: tuple = ALLOWED
    blocked_hosts: tuple = ()
    work_domains: tuple = WORK_DOMAINS
    directory: frozenset = frozenset()
    confidential: frozenset = frozenset()
    handle_keys: Callable | None = None
    options: dict = field(default_factory=dict)  # {code: the options of its rule}; the screen fills it in


@dataclass(frozen=True, slots=True)
class Finding:
    """Of which rule, where in the folded text, how severe (the rule's own when None), and whether it is a secret to mask."""

    code: str
    start: int
    end: int
    severity: Severity | None = None
    is_secret: bool = True
    restricted: bool = False


class Detector:
    codes, triggers = (), ()

    def is_needed(self, around):
        """Whether there is anything it could find."""
        return True

    def find(self, view, context, around):
        """Yield a Finding for everything found."""
        raise NotImplementedError


_FIRST = re.compile(r"\b(?:my|me|mine|i|i'm|im|i've|myself)\b")
_THIRD = re.compile(
    r"\b(?:his|her|hers|their|theirs|he|she|him|them)\b"
    r"|\b[a-z]+'s (?:\w+ )?(?:cell|home|house|personal|private|phone|number|mobile|address|e-?mail|birthday|birth|ssn|social|dob|place|apartment)"
    r"|\b(?:co-?worker|colleague|supervisor|boss|teammate|new hire)\b"
)
_BEFORE, _AFTER = 110, 60


def owner(view, context, start, end, value=""):
    """S-PII-OTHER when something personal stands by another's name, else S-PII-OWN: one's own only warns (B.1.e)."""
    if value and value in {plain_value(own) for own in context.author_values}:
        return "S-PII-OWN"
    first = max(0, start - _BEFORE)
    before, after = view.base[first:start], view.base[end : end + _AFTER]
    own = max((m.end() for m in _FIRST.finditer(before)), default=-1)
    other = max((m.end() for m in _THIRD.finditer(before)), default=-1)
    names = [
        (s, e) for s, e in view.coworkers + [span[:2] for span in view.youth] if not is_author(view, context, s, e)
    ]
    other = max([other, *(e - first for s, e in names if first <= s and e <= start)])
    if other > own:
        return "S-PII-OTHER"
    follows = _THIRD.search(after) or any(end <= s < end + _AFTER for s, _e in names)
    return "S-PII-OTHER" if own < 0 and follows else "S-PII-OWN"


def is_author(view, context, start, end):
    said = " ".join(view.base[start:end].split())
    return any(said == " ".join(name.casefold().split()) for name in context.author_names)


def plain_value(value):
    """A phone number, address or date as it is compared: letters and digits, a phone number without its country."""
    plain = "".join(char for char in str(value).casefold() if char.isalnum())
    return plain[1:] if plain.isdigit() and len(plain) == 11 and plain[0] == "1" else plain


def last_of(pattern, text):
    """The last match of a pattern."""
    found = None
    for found in pattern.finditer(text):  # noqa: B007 - the last one is what is wanted
        pass
    return found
