"""What is known of a post beside its text. All of it may be missing: a text alone is screened, too."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """`author_names` and `author_values` (phone numbers, addresses, birth date) are the author's own: those only warn.

    `recent_hashes` are `text_hash`es of the same author's other posts of late. `released` says that valid written
    releases cover the material; `official` that the author may announce for DYS; `press` that it is a press release.
    """

    author_names: tuple = ()
    author_values: tuple = ()
    recent_hashes: tuple | frozenset = ()
    has_image: bool = False
    youth_material: bool = False
    released: bool = False
    official: bool = False
    press: bool = False
    is_thorough: bool = False  # ask every detector without asking first whether anything is there; for tests


NOTHING_KNOWN = Context()
