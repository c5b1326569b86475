"""Signing in and out. Every door, the password now and the Virtual Gateway later, ends in open_session."""

from datetime import timedelta

from django.contrib.auth import login, logout
from django.db import transaction

from audit.services import record, record_outside
from people.models import User

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
ENDED = "ended"
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def open_session(request, user, *, backend, at):
    """Sign `user` in: a new session key, a new CSRF secret, the instants the limits count from, an audit event.

    `backend` is the dotted path of the authentication backend that vouches for the person.
    """
    login(request, user, backend=backend)
    request.session.pop(ENDED, None)
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(at.timestamp())
    record("session.opened", subject=user, actor=user, at=at, facts={"door": backend.rpartition(".")[2]})


@transaction.atomic
def close_session(request, *, at):
    """Sign out: the session row is deleted."""
    record("session.closed", subject=request.user, actor=request.user, at=at)
    logout(request)


def end_of(session, *, at, idle_minutes, absolute_hours):
    """Which limit a session has passed at the instant `at`: "idle", "absolute", or "" while it holds.

    Notes the instant as the last one seen, at most once a minute: the only write a page view costs.
    """
    now = int(at.timestamp())
    signed_in, seen = session.get(SIGNED_IN_AT, now), session.get(SEEN_AT, now)
    if now - signed_in >= timedelta(hours=absolute_hours).total_seconds():
        return "absolute"
    if now - seen >= timedelta(minutes=idle_minutes).total_seconds():
        return "idle"
    if SEEN_AT not in session or now - seen >= SEEN_EVERY.total_seconds():
        session[SIGNED_IN_AT], session[SEEN_AT] = signed_in, now
    return ""


@transaction.atomic
def expire_session(request, *, why, amount, at):
    """End a session that passed a limit. The sign-in page finds `why` and how many minutes or hours it was."""
    if request.user.is_authenticated:
        record("session.expired", subject=request.user, actor=request.user, at=at, facts={"limit": why})
    logout(request)
    request.session[ENDED] = [why, amount]


def note_refusal(username, *, at, is_locked_out=False):
    """Record a sign-in that failed. A name nobody has is not kept: it may be a password typed in the wrong field."""
    person = User.objects.named(username).first()
    record_outside(
        "session.locked_out" if is_locked_out else "session.refused",
        subject=person or ("sign_in", ""),
        actor="somebody not signed in",
        at=at,
    )
