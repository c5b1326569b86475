"""Whether two pieces, a word behind a sign, or words in a row are what the lists look for. A text comes as its words, their
spans and their sounds; `n` is the first of the two.
"""

import re

from pulse_moderation.screening.drawn import AFTER, BEFORE
from pulse_moderation.screening.spelling import rough
from pulse_moderation.screening.terms import DOUBLED

_PHRASE_GAP = re.compile(rb"'?|\.?[\s\x1e-]+")
_SENTENCE = re.compile(rb"""[.!?,;:)"']+\s|\s+["(]""")
_CONTRACTED = frozenset((b"re", b"s", b"t", b"d", b"ll", b"ve", b"m"))
_GOES_ON = re.compile(rb"\.[a-z0-9]|\(")
_ONE_SIGN = re.compile(rb"([-.'~`\x1e*#?!^])\1?")
_TWO_SIGNS = re.compile(rb"[*\x1f#]|([-.*\x1e?])\1")
_MASKS, _DOUBLED_MASKS = (b"\x1e", b"\x1f", b"*"), (b"--", b"\x1e\x1e", b"\x1f\x1f")
_IN_TEXT, _WRAPPED = (b"/", b".", b",", b":", b"\x1e"), re.compile(rb"-\r?\n")
LETTERS = frozenset(
    (b"a", b"i", b"s", b"t", b"d", b"m", b"ll", b"re", b"ve")
)  # that stand alone, or after an apostrophe
_LONGEST_GAP = 6


def is_split(form, low, words, spans, n, lexis):
    """Whether two pieces are a word that is parted."""
    left, right = words[n], words[n + 1]
    gap = low[spans[n][1] : spans[n + 1][0]]
    if len(gap) > _LONGEST_GAP or (b"'" in gap and right in _CONTRACTED) or _SENTENCE.search(gap):
        return False
    if gap.isspace() and (left in LETTERS or right in LETTERS):
        return False
    if gap.strip() == gap and gap != b"-" and not stands_free(low, spans[n][0], spans[n + 1][1]):
        return False
    known = (lexis.is_english(left)) + (lexis.is_english(right))
    if known == 2 and not _WRAPPED.fullmatch(gap) and (gap.strip() != gap or not gap.strip()):
        return False
    if known == 2 and gap in _IN_TEXT and len(form) < 7:
        return False
    if gap.isspace() and len(right) > 3 and lexis.is_english(right) and form in lexis.plain:
        return False
    return left + right == form or (known == 0 and len(form) >= 6 and min(len(left), len(right)) > 1)


def is_masked(what, low, words, spans, n, lexis):
    """Whether two pieces are a word with a sign in place of one letter or two."""
    left, right = words[n], words[n + 1]
    if (left, right) != what[:2]:
        return False
    if what[2:] and low[spans[n][1] : spans[n + 1][0]] in _DOUBLED_MASKS:  # "s--t"
        return stands_free(low, spans[n][0], spans[n + 1][1])
    if (lexis.is_english(left) or len(left) == 1) and lexis.is_english(right):
        return False
    if len(right) == 1 and lexis.is_english(left):
        return False
    gap = low[spans[n][1] : spans[n + 1][0]]
    if not stands_free(low, spans[n][0], spans[n + 1][1]) or (b"'" in gap and right in _CONTRACTED):
        return False
    if what[2:] == (1,):
        return gap in _MASKS
    if what[2:] == (2,):
        return bool(_TWO_SIGNS.fullmatch(gap)) and len(left) + len(right) > 2 + (gap != b"*")
    return bool(_ONE_SIGN.fullmatch(gap)) and (gap != b"." or len(right) > 1)


def is_phrase(what, low, words, sounds, spans, n, lexis):
    """Whether all words of a phrase stand here, as written or by their sound."""
    parts, by_ear, at = what
    first = n - at
    if first < 0 or tuple(words[first : first + len(parts)]) != parts:
        if first < 0 or tuple(sounds[first : first + len(parts)]) != by_ear:
            return False
        for part, word in zip(parts, words[first:], strict=False):
            if part != word and (lexis.is_english(word) or not fits(word, part)):
                return False
    stands = range(first, first + len(parts) - 1)
    return all(_PHRASE_GAP.fullmatch(low[spans[k][1] : spans[k + 1][0]]) for k in stands)


def stands_free(low, start, end):
    """Whether what is parted by a sign is no piece of a path, a formula or a program."""
    before, after = low[start - 1 : start].decode() if start else "", low[end : end + 1].decode()
    return before in BEFORE and after in AFTER and not _GOES_ON.match(low, end)


def fits(word, form):
    """Whether a word that sounds like a form may be it: no letter fewer, and twice only where English does not double."""
    if len(form) >= 6:
        return True
    runs, own = _runs(rough(word)), _runs(rough(form))
    if len(runs) != len(own):
        return False
    for n, (run, least) in enumerate(zip(runs, own, strict=True)):
        edge = n == 0 or (n == len(own) - 1 and len(form) > 3 and chr(least[0]) not in "oels")
        if len(run) < len(least):
            return False
        if len(run) == 2 and len(least) == 1 and not edge and chr(least[0]) in DOUBLED:
            return False
    return True


def _runs(word):
    return [found[0] for found in re.finditer(rb"(.)\1*", word)]
