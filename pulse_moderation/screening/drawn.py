"""What a sign in a word may be: one or more letters drawn with signs, a mask over a letter, or a gap between two."""

import re

from pulse_moderation.screening.lookalikes import LETTER, SYMBOL, UNDERSCORE, sign

ALL = "abcdefghijklmnopqrstuvwxyz"
LITERAL, HEARD, LEET, MASK, WEAK = range(5)
_LEET = {
    "0": "o", "1": "il", "2": "zsr", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "tl", "8": "b", "9": "gq",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "(": "c", "<": "c", "{": "c", "[": "c", "^": "a", "&": "a",
    "#": "h", "%": "x",
}  # fmt: skip
_LEET |= {sign(letter): letter for letter in ALL if letter not in "jm"} | {sign("m"): "mj"}
_LEET[sign("l")] = "le"
_HEARD = {"v": "u", "z": "s", "x": "ck", "q": "gck", "k": "c", "c": "k", "y": "i", "u": "v", "j": "y"}
# Several signs for one letter; "_" is folded to UNDERSCORE.
_DRAWN = {
    "|=": "f", "ph": "f", "|_|": "u", "(_)": "u", "l|": "u", "\\_/": "u", "l_|": "u", "|<": "k", "|{": "k", "|(": "k", "|-|": "h",
    ")-(": "h", "}{": "h", "}-{": "h", "]-[": "h", "[-]": "h", "|\\|": "n", "/\\/": "n", "[\\]": "n", "|\\/|": "m",
    "/\\/\\": "m", "|v|": "m", "(v)": "m", "\\/\\/": "w", "vv": "w", "\\^/": "w", "'//": "w", "|)": "d", "[)": "d", "|]": "d",
    "|}": "d", "|>": "dp", "|3": "b", "13": "b", "!3": "b", "(3": "b", "/3": "b", "|\x0f": "p", "|*": "p", "|o": "p",
    "|\xb0": "p", "/\\": "a", "/-\\": "a", "()": "o", "[]": "o", "<>": "o", "{}": "o", "|2": "r", "|?": "r", "/2": "r", "|_": "l",
    "1_": "l", "\\/": "v", ")(": "x", "><": "x", "}{ ": "x", "`/": "y", "'/": "y", "_|": "j", "_/": "j", "[-": "e", "|-": "f", "][": "i",
    "-|-": "t", "']['": "t", "~|~": "t", "_/-": "s", "(_+": "g", "(_,": "q", "z_": "z",
}  # fmt: skip
_DRAWN = {signs.replace("_", UNDERSCORE): letters for signs, letters in _DRAWN.items()}
_LONGEST = max(map(len, _DRAWN))
_STRONG = frozenset("*#%^&?~+@$!" + SYMBOL + LETTER)
_WEAK = frozenset("-.'" + UNDERSCORE)
FULL = "*#" + SYMBOL + LETTER  # what stands for as many letters as it pleases
BRACKETS = "([{<"
# Beside what is masked or parted: white space, quotation marks, and after it the end of a sentence.
BEFORE = frozenset(" \t\n\v\f\r\"'([{<*~>" + SYMBOL) | {""}
AFTER = frozenset(" \t\n\v\f\r\"'.,;:!?)]}>*~<-" + SYMBOL) | {""}
FIRST = frozenset("abcdefghijklmnopqrstuvwxyz") | frozenset(_LEET) | {start[0] for start in _DRAWN}


def readings_at(base, at, doubtful):
    """[(letters, where the next begins, how it is read)] of what stands at a place."""
    char = base[at]
    found = []
    if char.isalpha():
        found.append((char, at + 1, LITERAL))
        if char in _HEARD:
            found.append((_HEARD[char], at + 1, HEARD))
    elif char in _LEET:
        found.append((_LEET[char], at + 1, LEET))
    if at in doubtful and (others := doubtful[at].strip(SYMBOL)):
        found.append((others, at + 1, LEET))
    for length in range(2, _LONGEST + 1):
        letters = _DRAWN.get(base[at : at + length])
        if letters and at + length <= len(base):
            found.append((letters, at + length, LEET))
    return found


def is_mask(base, at, doubtful):
    return base[at] in _STRONG or SYMBOL in doubtful.get(at, "")


def is_weak_mask(base, at):
    return base[at] in _WEAK


def is_gap(base, at, doubtful):
    """Whether what stands there may be nothing: any sign but white space, half a flag, a digit on a key."""
    char = base[at]
    return not (char.isalnum() or char in " \t\n\v\f\r") or SYMBOL in doubtful.get(at, "")


_DELEET = [
    str.maketrans("0134578@$!|+6", "oleastbasllt" + "g"),
    str.maketrans("0134578@$!|+9", "oieastbasiit" + "g"),
]


def plainly(text):
    """The two ways in which most read leet: 1 is l or i."""
    return {re.sub("[^a-z]", "", text.translate(table)) for table in _DELEET}
