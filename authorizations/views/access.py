"""What every view of authorizations begins with."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from authorizations.models import SupervisionAuthorization
from policy.calendar import local_day


def visible_or_404(request, public_id):
    """The authorization, when this person may know of it; otherwise a 404 like any other.

    A form's `version` is what its reader saw: acting on a page that has changed is then refused as stale.
    """
    rows = SupervisionAuthorization.objects.visible_to(request.user, local_day(now())).with_people()
    authorization = get_object_or_404(rows.with_successor().with_open_rename(), public_id=public_id)
    seen = request.POST.get("version", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 9:
        authorization.as_seen(int(seen))
    return authorization
