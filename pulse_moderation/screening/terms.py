"""Words of a rule: their forms, and the pattern that finds them in folded text."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from pulse_moderation.screening.rules import RuleRefused, Severity

ENDINGS = ("s", "es", "d", "ed", "ing", "ings", "in", "er", "ers", "y", "ies")
VOWELS = "aeiou"
LONGEST_TERM, MOST_TERMS = 200, 5000
_ENDS_OTHERS = ("ass", "arse", "cum", "hoe", "ho", "anal", "her", "his", "it")  # "pass|man", "p|arse|header"
GLUED = 6  # letters of a word that is found inside a longer one
# English doubles these inside a word ("annals", "shoot"), so twice is another word and only three times a repeat.
DOUBLED = frozenset("oelstnfrpm")
_WORD = re.compile(r"[a-z0-9]+(?:['.&/-][a-z0-9]+)*\*?")
# Pieces of a word parted by a space that are words themselves: "push it" is none of ours.
LITTLE_WORDS = frozenset(
    """
    a i an as at re am be by do go he hi if in is it me my no of oh ok on or ox so to up us we al ad ah pa ma ed er um
    and ant any are arm art ass bad bag bar bat bed bet big bit box boy bus but buy can cap car cat cop cup cut dad
    day did die dog dry end eye fan far fat few fig fit fix fly for fun gas get god got gun guy had ham has hat her
    hid him hip his hit hot how ice ill ink its job joy key kid lab lap law lay let lie lip lot low mad man map may
    men met mix net new nor not now nut odd off oil old one our out own pan pay pen per pet pie pit pot put ran rap
    rat raw red rid rig rob rod row run sad sat saw say sea see set she sit six ski sky son sum sun tap tax tea ten
    the tie tip toe ton too top toy try two use van war was way web wet who why win won yes yet you cock tail hole
    head hard core star back side play ball bull back suck lick kick pick sick that them this what when with your
    wash able ally here hers king port sing sting ring rick itch rap hit tits lap ever less lust rust rum red ride
    over mas nus
""".split()
)

COMMON = LITTLE_WORDS | frozenset(
    """
    about after all always around been before best better both call can come could day days down each even every
    everyone everybody find first for from get give going gone good great group have help here home house hour into
    just keep know last leave let like line little live long look looking lots made make making many more most much
    must need never new next nothing now office only other our over people place please post put ready really right
    room send she should show side sign since some someone soon start still stop such take talk team thank thanks
    their then there these they thing things think those time times today together told tomorrow tonight training
    under until very wait want wants week well went were when where which while will without work working would
    year years yesterday your yours yourself monday tuesday wednesday thursday friday saturday sunday kitchen
""".split()
)


@dataclass(frozen=True)
class Group:
    """Words with shared properties; see docs/guides/pulse-screening.md for what each means."""

    words: tuple
    severity: Severity
    inflect: tuple = ()
    joined: str = "no"
    disguise: bool = True
    near: tuple = ()
    within: int = 100
    otherwise: Severity | None = None
    soften: tuple = ()
    softened: Severity = Severity.INFO
    is_name: bool = False
    asked: str = field(default="", compare=False)  # what the set of patterns is asked for
    pattern: str = field(default="", compare=False)  # where it stands


def groups_of(rule):
    """The groups of a rule; its plain strings make one. Raises RuleRefused with the reason."""
    plain = tuple(term for term in rule.terms if isinstance(term, str))
    raw = [{"words": plain}] if plain else []
    raw += [term for term in rule.terms if not isinstance(term, str)]
    if sum(len(group.get("words", ())) for group in raw) > MOST_TERMS:
        raise RuleRefused(_("A rule has at most %(n)s words.") % {"n": MOST_TERMS})
    return [_group(group, rule) for group in raw]


def _group(raw, rule):
    words = tuple(dict.fromkeys(tidy(word) for word in raw["words"]))
    endings = raw.get("inflect", False)
    endings = ENDINGS if endings is True else tuple(endings or ())
    severity = Severity(raw.get("severity", rule.severity))
    made = {
        "words": words,
        "severity": severity,
        "inflect": tuple(ending for ending in endings if ending in ENDINGS),
        "joined": raw.get("joined", "no"),
        "disguise": raw.get("disguise", True),
        "is_name": raw.get("is_name", False),
        "near": tuple(raw.get("near", ())),
        "within": int(raw.get("within", 100)),
        "otherwise": Severity(raw["otherwise"]) if raw.get("otherwise") else None,
        "soften": tuple(raw.get("soften", ())),
        "softened": Severity(raw.get("softened", Severity.INFO)),
    }
    return _with_patterns(Group(**made))


def tidy(word):
    """A word as it is kept: small letters, single spaces. Raises RuleRefused for what no folded text can hold."""
    text = " ".join(str(word).casefold().replace("’", "'").replace("_", " ").split())
    if not text or len(text) > LONGEST_TERM:
        raise RuleRefused(_("A word or phrase has 1 to %(n)s letters.") % {"n": LONGEST_TERM})
    if not all(_WORD.fullmatch(part) for part in text.split()):
        raise RuleRefused(_("“%(word)s” cannot be looked for: use plain letters and digits.") % {"word": word})
    return text


def phrase_pattern(text):
    """Where a word or phrase of an exception or a context stands, whole; * stands for any letters."""
    parts = [re.escape(part.removesuffix("*")) + ("[a-z0-9']*" if part.endswith("*") else "") for part in text.split()]
    return r"\b" + r"[.,]?[\s\x1e-]+".join(part.replace("'", "'?") for part in parts) + r"\b"


def forms(word, group):
    """{form}: the word and its inflections, in letters only; for a phrase the phrase alone."""
    if " " in word or not word.isalpha():
        return {word}
    return {word} | {stem + ending for ending in group.inflect for stem in _stems(word, ending)}


def is_open(word, group):
    return group.joined != "no" or word.endswith("*")


def _stems(word, ending):
    """What the ending is added to: "shit" → "shitt" before a vowel, "dyke" → "dyk", "pussy" → "puss"."""
    if ending in ("s", "d"):
        return [word] if ending == "s" or word.endswith("e") else []
    if ending == "ies":
        return [word[:-1]] if word.endswith("y") else []
    stems = [word] if ending != "es" or word.endswith(("s", "x", "z", "h", "o")) else []
    if word.endswith("e") and ending != "es":
        stems = [word[:-1]]
    elif len(word) > 2 and word[-1] not in VOWELS + "wxysh" and word[-2] in VOWELS and word[-3] not in VOWELS:
        stems.append(word + word[-1])
    return stems


def is_glued(word, group):
    """Whether the word is found inside any longer one: stems of the list, and strong words that are long enough."""
    return group.joined == "any" or (
        group.disguise
        and not word.startswith(_ENDS_OTHERS)
        and len(word) >= GLUED
        and word.isalpha()
        and group.severity.rank >= Severity.HOLD.rank
        and not group.near
    )


def _with_patterns(group):
    """What is asked for by patterns: words that are open at an end, or glued to others. All else is looked up."""
    glued = [word for word in group.words if is_glued(word, group)]
    glued = [word for word in glued if not any(other in word for other in glued if other != word)]
    begun = [word for word in group.words if is_open(word, group) and word not in glued]
    begun = [
        rf"\b{stem}[a-z]*" if (stem := word.removesuffix("*")).isalpha() else phrase_pattern(stem + "*")
        for word in begun
    ]
    asked = "|".join(glued + [pattern.removesuffix("[a-z]*") for pattern in begun])
    whole = ["[a-z]*(?:" + "|".join(glued) + ")[a-z]*"] if glued else []
    return replace(group, asked=asked, pattern="|".join(whole + begun))
