"""Does the name an account shows belong to the person (B.2.b)? A comparison that asks, never one that decides."""

import unicodedata


def _words(name):
    folded = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in folded if not unicodedata.combining(char)).casefold()
    return "".join(char if char.isalnum() else " " for char in plain).split()


def is_real_name(shown, *, first, last, preferred="", former=()):
    """True when `shown` holds a first and a last name of the person and no other word.

    Legal, preferred and former names count. A nickname or an initial makes it False, and the request then asks for an
    explanation that the supervisor confirms.
    """
    firsts, lasts = set(_words(first)), set(_words(last))
    for name in (preferred, *former):
        words = _words(name)
        firsts.update(words[:1])
        lasts.update(words[1:])
    words = _words(shown)
    return (
        len(words) >= 2
        and not firsts.isdisjoint(words)
        and not lasts.isdisjoint(words)
        and (firsts | lasts).issuperset(words)
    )


def belongs_to(shown, person):
    """is_real_name() for a person's record."""
    return is_real_name(
        shown,
        first=person.legal_first,
        last=person.legal_last,
        preferred=person.preferred_name,
        former=person.former_names,
    )
