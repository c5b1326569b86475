"""Everything typed survives an expired login.

A long form carries `{% author_token %}`: who it was shown to and on which page, signed. When it comes back after the
session ended, people.middleware.KeepForms keeps it sealed for that person and leads through the sign-in page back to
the page that showed it, where the view asks `restore(request)`:

    form = RequestForm(kept_forms.restore(request))      # in the branch that answers GET

Whoever else signs in gets the plain page.
"""

import uuid
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from people import services
from people.models import User
from people.services.kept_forms import KEEP_FOR
from workflow.access import is_quiet

FIELD = "author"
PARAMETER = "kept"
SALT = "people.kept_forms"
LARGEST = 512 * 1024
LONGEST_PATH = 300
NOT_KEPT = ("csrfmiddlewaretoken", FIELD, "password")


def author_token(user, page):
    """What a form carries so that it can be kept: `page` is the address that shows the form."""
    return signing.dumps([str(user.public_id), page], salt=SALT)


def keep(request, *, at):
    """Keep what this POST carries for the author its token names; the address that leads back to it, or "".

    Nothing is kept without a valid token no older than 24 hours, for somebody else than the person signed in, with
    files, or when it is larger than half a megabyte; a password never is, nor what somebody reports: it would be known
    whose it is. Nothing the form asks for is done.
    """
    if is_quiet(request):
        return ""
    author, page = _author_and_page(request)
    if author is None or request.FILES or (request.user.is_authenticated and request.user.pk != author.pk):
        return ""
    typed = request.POST.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    body = typed.urlencode()
    if len(body) >= LARGEST or len(page) > LONGEST_PATH:
        return ""
    kept = services.keep_form(author, path=page, body=body, at=at)
    return f"{page}{'&' if '?' in page else '?'}{urlencode({PARAMETER: kept.public_id})}"


def restore(request):
    """What this person had typed on this page when their session ended, as a QueryDict, or None; says so in a message.

    Bind the form with it. It is the form as it was sent: its hidden version may be stale by now, and nothing of it
    was checked.
    """
    public_id = _kept_id(request)
    if public_id is None or request.method != "GET" or not request.user.is_authenticated:
        return None
    kept = services.kept_form(request.user, public_id=public_id, at=timezone.now())
    if kept is None or urlsplit(kept.path).path != request.path:
        return None
    messages.warning(
        request, gettext("You were signed out before this was sent. Nothing is lost: check it and send it again.")
    )
    return QueryDict(kept.body.reveal())


def forget(request):
    """Drop what was kept once it was sent after all: the address of the form still names it."""
    public_id = _kept_id(request)
    if public_id is not None:
        services.forget_form(request.user, public_id=public_id)


def _author_and_page(request):
    try:
        public_id, page = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=KEEP_FOR)
        return User.objects.working().filter(public_id=uuid.UUID(public_id)).first(), page
    except (signing.BadSignature, ValueError):
        return None, ""


def _kept_id(request):
    try:
        return uuid.UUID(request.GET.get(PARAMETER, ""))
    except ValueError:
        return None
