"""The fixed texts of the JJEMS note (domain 12.1): plain text, at most 1,500 characters, no link, no e-mail.

Our own words are ASCII; names stand as they are. The three elements of B.2.c are never cut.
"""

from dataclasses import dataclass

LIMIT = 1500
MORE = "... (more in the portal)."
LEAST_ROOM = 60


@dataclass(frozen=True)
class Locked:
    """B.2.c: the person authorized to view, the supervisor who granted, the account being used."""

    person: str
    supervisor: str
    account: str


def initial_text(snapshot, locked, *, number):
    viewed = snapshot["youth_accounts"]
    validity = (
        f" Valid {snapshot['from']} to {snapshot['to']}, no communication with any youth is permitted from this account."
        f" Portal reference {number}."
    )
    head = _shorter_if_needed(
        lambda who: f"SOCIAL MEDIA SUPERVISION AUTHORIZATION (DYS Policy 01.05.22, B.2). {_youth(snapshot)} {who}",
        snapshot,
        locked,
        room=LIMIT - len(validity),
    )
    return f"{head}{_viewed(viewed, room=LIMIT - len(head) - len(validity))}{validity}"


def amendment_text(snapshot, locked, *, number, change, day):
    """`locked.account` keeps the name as granted; the change names the new one."""
    old, new = change
    site = snapshot["account"]["site"]
    return _shorter_if_needed(
        lambda who: (
            f"SOCIAL MEDIA SUPERVISION AUTHORIZATION - AMENDMENT (DYS Policy 01.05.22, B.2). {_youth(snapshot)} "
            f"On {_long(day)} the account name changed from {site} - {old} to {site} - {new}. {who} "
            f"Portal reference {number}."
        ),
        snapshot,
        locked,
    )


def ended_text(snapshot, locked, *, number, ended_on, continued_as=""):
    """An end note prints no reason (issue: the JJEMS note)."""
    continued = f" It continues under {continued_as}." if continued_as else ""
    return _shorter_if_needed(
        lambda who: (
            f"SOCIAL MEDIA SUPERVISION AUTHORIZATION - ENDED (DYS Policy 01.05.22, B.2). {_youth(snapshot)} "
            f"The authorization ended on {_long(ended_on)}.{continued} {who} Portal reference {number}."
        ),
        snapshot,
        locked,
    )


def _youth(snapshot):
    return f"Youth: {snapshot['youth']['short_name']}, JJEMS {snapshot['youth']['jjems']}."


def _who(snapshot, locked, *, with_titles=True):
    person, supervisor = snapshot["person"], snapshot["supervisor"]
    of_person = f", {person['title']}, {person['worksite']}" if with_titles else ""
    of_supervisor = f", {supervisor['title']}" if with_titles else ""
    acting = f", acting for {supervisor['for']}" if supervisor.get("for") else ""
    return (
        f"Person authorized to view the account: {locked.person}{of_person}. "
        f"Supervisor who granted the authorization: {locked.supervisor}{of_supervisor}{acting}, "
        f"on {snapshot['decided_on']}. Account being used: {locked.account} ({snapshot['account']['kind']})."
    )


def _shorter_if_needed(text_with, snapshot, locked, *, room=LIMIT):
    """Titles and worksite say more than B.2.c asks for: where names are very long, they give way."""
    text = text_with(_who(snapshot, locked))
    return text if len(text) <= room else text_with(_who(snapshot, locked, with_titles=False))


def _viewed(accounts, *, room):
    """The youth's accounts as far as there is room for them."""
    if not accounts:
        return ""
    text = f" Youth account(s) to be viewed: {accounts}."
    if len(text) <= room:
        return text
    return f"{text[: room - len(MORE)]}{MORE}" if room > LEAST_ROOM else ""


def _long(day):
    return f"{day:%B} {day.day}, {day.year}"
