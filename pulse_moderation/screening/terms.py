"""Words of a rule: their forms, and the pattern that finds them in folded text."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from pulse_moderation.screening.rules import RuleRefused, Severity

ENDINGS = ("s", "es", "d", "ed", "ing", "ings", "in", "er", "ers", "y", "ies")
SEPARATOR = r"""[-.'/|~*+:;,"\x1e\x1f]{1,3}"""
VOWELS = "aeiou"
LONGEST_TERM, MOST_TERMS = 200, 5000
# English doubles these inside a word ("annals", "shoot"), so twice is another word and only three times a repeat.
_DOUBLED = frozenset("oelstnfrpm")
_CONTRACTED = ("re", "s", "t", "d", "ll", "ve", "m")  # "who're", "he'll"
_WORD = re.compile(r"[a-z0-9]+(?:['.&/-][a-z0-9]+)*\*?")
# Pieces of a word parted by a space that are words themselves: "push it" is none of ours.
_LITTLE_WORDS = frozenset(
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
    pattern: str = field(default="", compare=False)


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
        "near": tuple(raw.get("near", ())),
        "within": int(raw.get("within", 100)),
        "otherwise": Severity(raw["otherwise"]) if raw.get("otherwise") else None,
        "soften": tuple(raw.get("soften", ())),
        "softened": Severity(raw.get("softened", Severity.INFO)),
    }
    group = Group(**made)
    return Group(**made, pattern="|".join(_pattern(word, group) for word in words))


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
    return r"\b" + r"\.?[\s\x1e-]+".join(part.replace("'", "'?") for part in parts) + r"\b"


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


def _pattern(word, group):
    if " " in word or not word.removesuffix("*").isalpha():
        return phrase_pattern(word) if group.joined == "no" else phrase_pattern(word + "*")
    stem = word.removesuffix("*")
    body = _repeats(stem) if group.disguise else re.escape(stem)
    others = []
    if is_open(word, group):
        whole = ("[a-z]*" if group.joined == "any" else "") + body + "[a-z]*"
        ends = "s|ed|ing|ers?"
    else:
        tails = {form[len(stem) :] for form in forms(stem, group) if form.startswith(stem)}
        ends = "|".join(sorted(tails - {""}, key=lambda tail: (-len(tail), tail)))
        ends += "|'s" if "s" in group.inflect else ""
        whole = f"{body}(?:{ends})?" if ends else body
        others = [_repeats(form) for form in sorted(forms(stem, group)) if not form.startswith(stem)]
    parted = "|".join(_parted(stem, group)) if group.disguise else ""
    if parted:
        others.append(f"(?:{parted})(?:{ends})?" if ends else f"(?:{parted})")
    return rf"\b(?:{'|'.join([whole, *others])})\b"


def _repeats(word):
    """The word with any letter drawn out."""
    made, runs = [], _runs(word)
    for place, (run, letter) in enumerate(runs):
        edge = place == 0 or (place == len(runs) - 1 and len(word) > 3 and letter not in "oels")
        if run > 1:
            made.append(letter * run + "+")
        elif letter.isalpha() and (edge or letter not in _DOUBLED) and len(word) > 2:
            made.append(letter + "+")
        else:
            made.append(f"{letter}(?:{letter}{letter}+)?")
    return "".join(made)


def _runs(word):
    return [(len(found[0]), found[0][0]) for found in re.finditer(r"(.)\1*", word)]


def _parted(word, group):
    """The word with one gap or with a sign in place of a vowel. Only strong words of four letters and more: "co-op"."""
    if len(word) < 4 or group.severity.rank < Severity.HOLD.rank or group.near:
        return
    for n in range(1, len(word)):
        yield word[:n] + (SEPARATOR if word[n:] not in _CONTRACTED else SEPARATOR.replace("'", "")) + word[n:]
    for n in range(1, len(word)):
        left, right = word[:n], word[n:]
        if not {left, right} & {"a", "i"} and not (_is_word(left) and _is_word(right)):
            yield rf"{left}\s{{1,3}}{right}" + (r"\b" if len(right) == 1 else "")
    for n, letter in enumerate(word):
        if letter in VOWELS and 0 < n < len(word) - 1:
            yield word[:n] + "[-.'~\x1e]{1,2}" + word[n + 1 :]


def _is_word(part):
    """Whether a piece may stand alone in good prose; of single letters, "'s hit" and "a nal"."""
    return part in _LITTLE_WORDS or (len(part) == 1 and part in "aistdm")
