"""Proving again, while signed in, that it is still the same person: before a confidential page opens or is decided.

It is the password now. Another proof (a passkey) is another function that ends in _note_proof; has_proved stays.
"""

from datetime import datetime, timedelta

from axes.utils import reset
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from audit.services import record, record_outside
from workflow.verdicts import no

PROVED_AT = "proved_at"
HOLDS_FOR_MINUTES = 5
WRONG = _("This is not your password. Type it again.")
LOCKED = _(
    "Your password was wrong five times. Even the right one is not taken for 15 minutes; then try again. "
    "If it was not you, tell the administrator."
)


@sensitive_variables("password")
def prove(request, password, *, at):
    """Take the password of the person signed in as proof that it is them; the session gets a new key.

    Raises NotAllowed when it is wrong or the name is locked out from this address. Raises RuntimeError inside a
    transaction: a refusal that rolled it back would take the count of failures with it.
    """
    username = request.user.get_username().lower()  # as the sign-in form counts it
    sender = _sender_only(request)
    with transaction.atomic(durable=True):
        found = authenticate(sender, username=username, password=password)
        if found is not None and found.pk == request.user.pk:
            reset(ip=sender.axes_ip_address, username=username)
            _note_proof(request, by="password", at=at)
            return
    is_locked = getattr(sender, "axes_locked_out", False)
    record_outside(
        "session.not_proved",
        subject=request.user,
        actor=request.user,
        at=at,
        facts={"by": "password", "why": "locked" if is_locked else "wrong"},
        is_confidential=True,
    )
    no(LOCKED if is_locked else WRONG).enforce()


def has_proved(request, *, at, minutes=HOLDS_FOR_MINUTES):
    """Whether this session holds a proof no older than `minutes` at the instant `at`, and none from the future."""
    try:
        age = at - datetime.fromisoformat(request.session.get(PROVED_AT))
    except (TypeError, ValueError):
        return False
    return timedelta(0) <= age <= timedelta(minutes=minutes)


def _note_proof(request, *, by, at):
    """A copy of the cookie taken before the proof is worth nothing after it.

    The event is for the Legal Unit's trail: it tells of somebody who opens confidential pages.
    """
    request.session[PROVED_AT] = at.isoformat()
    request.session.cycle_key()
    record("session.proved", subject=request.user, actor=request.user, at=at, facts={"by": by}, is_confidential=True)


def _sender_only(request):
    """Where the request comes from, without what it carries.

    django-axes writes the fields of a request that failed into its table as they are: here a confidential form. And
    it would put the sign-in page for locked-out names in the place of the page that says why, with what was typed.
    """
    sender = HttpRequest()
    sender.META, sender.method, sender.path = request.META, request.method, request.path
    return sender
