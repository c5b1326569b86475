"""What every view of the compartment begins with."""

import uuid
from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from audit.services import record_outside
from investigations import rules
from investigations.models import InvestigationAuthorization, is_legal
from investigations.services.standing import designation_of
from people.services import has_proved, prove
from policy.calendar import local_day
from workflow.errors import NotAllowed
from workflow.identity import acting_as


def confidential(view):
    """The database knows who acts for as long as the view runs; what is refused is for Legal's trail only.

    A proof sent with a form (the field `password`) is taken first, outside that transaction: a wrong one is kept in
    `request.proof_refused` for the form to say.
    """

    @wraps(view)
    @sensitive_post_parameters("password")
    def inside(request, *args, **kwargs):
        request.proof_refused = _take_proof(request)
        with acting_as(request.user):
            return view(request, *args, **kwargs)

    inside.is_confidential = True
    return inside


@sensitive_variables("password")
def _take_proof(request):
    password = request.POST.get("password", "") if request.method == "POST" else ""
    if not password or "\0" in password:
        return ""
    try:
        prove(request, password, at=now())
    except NotAllowed as refusal:
        return refusal.verdict.reason
    return ""


def is_proved(request):
    """Whether the person has shown within five minutes that it is them."""
    return has_proved(request, at=now())


def known_or_404(request, public_id, model=InvestigationAuthorization):
    """The record, when this person may know of it; otherwise a 404 like any other.

    A form's `version` is what its reader saw: acting on a page that has changed is then refused as stale.
    """
    rows = model.objects.visible_to(request.user, local_day(now()))
    if hasattr(rows, "with_people"):
        rows = rows.with_people()
    else:
        rows = rows.select_related("authorization__investigator__reports_to", "authorization__decided_by")
    record = get_object_or_404(rows, public_id=public_id)
    seen = request.POST.get("version", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 9 and hasattr(record, "as_seen"):
        record.as_seen(int(seen))
    return record


def note_reading(request, record):
    """Opening a confidential record is itself an event, on the trail for Legal."""
    record_outside(
        "investigation.read", subject=record, actor=request.user, at=now(), clause="B.3.a", is_confidential=True
    )


def belongs_here(user, day):
    """Whether investigations exist for this person at all: those B.3 names, and who knows of one."""
    if is_legal(user) or rules.basis_of(user, designation_of(user, day)) is not None:
        return True
    return InvestigationAuthorization.objects.visible_to(user, day).exists()


def here_or_404(request):
    if not belongs_here(request.user, local_day(now())):
        raise Http404


def eligible_or_404(request):
    """The form exists only for those B.3 names (B.3/0)."""
    day = local_day(now())
    if rules.basis_of(request.user, designation_of(request.user, day)) is None:
        raise Http404


def form_key_of(request):
    """The key that makes a form sent twice one record; a new one when none came that reads."""
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()
