"""Accounts of investigations that a post names (B.3.a, C.2.g): found for Legal alone, and nothing else changes by it."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations.handles import HandleError, normalize
from authorizations.models import Platform
from authorizations.services.accounts import claim_key
from investigations.services import matching
from notifications.services import notify
from people.models import User
from people.roles import Role
from policy.calendar import local_day
from pulse_moderation.models import ConfidentialHit
from workflow.identity import acting_as_system

# What may be an account name: an address, @name, or a word that no ordinary word looks like.
CANDIDATE = re.compile(r"(?:https?://|www\.)[^\s<>\"']{4,300}|@[\w.\-]{3,60}|\w[\w.]{2,58}\w", re.IGNORECASE)
ADDRESS = ("http://", "https://", "www.")
MOST = 60  # candidates of one text


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    keys: frozenset


def look_through(revisions, *, beside, at):
    """Note every registered confidential account that these revisions name, and tell Legal, in the caller's transaction.

    `beside` is what hangs on them, as services.attached.of gives it: an account may be named there.
    """
    sites = list(Platform.objects.filter(is_other=False))
    by_family = {site.family: site for site in sites}
    keys = {}  # of a word, reckoned once
    named = {
        revision: [
            *_candidates(revision.text, 0, sites, by_family, keys),
            *_candidates(beside[revision.pk].said, len(revision.text) + 1, sites, by_family, keys),
        ]
        for revision in revisions
    }
    every_key = {key for candidates in named.values() for one in candidates for key in one.keys}
    if not every_key or not _are_met(every_key, at):
        return
    met = [
        (revision, one)
        for revision, candidates in named.items()
        for one in candidates
        if one.keys and _are_met(one.keys, at)
    ]
    with acting_as_system("screening"):
        for revision, one in met:
            ConfidentialHit.objects.get_or_create(
                revision=revision, start=one.start, end=one.end, defaults={"found_at": at}
            )
    for revision in {revision for revision, _one in met}:
        _tell_legal(revision, at)


def _are_met(keys, at):
    day = local_day(at)
    with acting_as_system("intake"):
        return bool(matching.behind(keys, day, day))


def _candidates(text, offset, sites, by_family, keys):
    found = []
    for match in CANDIDATE.finditer(text):
        word = match[0].rstrip(".,;:!?)")
        if not _looks_like_a_name(word):
            continue
        if word not in keys:
            keys[word] = frozenset(_keys(word, sites, by_family))
        start = offset + match.start()
        found.append(_Candidate(start, start + len(word), keys[word]))
        if len(found) == MOST:
            break
    return found


def _looks_like_a_name(word):
    """An address, @name, or letters with a digit, a line or a dot among them."""
    if word.startswith("@") or word.lower().startswith(ADDRESS):
        return True
    return any(char in "_." or char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _keys(word, sites, by_family):
    is_address = word.lower().startswith(ADDRESS)
    for site in sites if is_address else by_family.values():
        if is_address and not any(domain in word.lower() for domain in site.domains):
            continue
        try:
            yield claim_key(site.family, normalize(word, site.site))
        except HandleError:
            continue


def _tell_legal(revision, at):
    for person in User.objects.working().holding(Role.LEGAL):
        if person.pk != revision.post.author_id:
            notify(
                key=f"confidential:pulse:{revision.public_id}:{person.public_id}",
                recipient=person,
                kind="confidential.pulse",
                title=_("A confidential matter on Pulse waits"),
                url=reverse("confidential_hit_list"),
                at=at,
                about=revision.public_id,
            )
