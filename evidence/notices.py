"""Who is told that a kept file is no longer what was received: those who can bring back a backup. It names nothing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.services import notify
from people.models import User
from people.roles import Role


def file_damaged(file, *, at):
    for person in User.objects.working().holding(Role.ADMIN):
        notify(
            key=f"evidence.damaged:{file.public_id}:{at.isoformat()}:{person.public_id}",
            recipient=person,
            kind="evidence.damaged",
            title=_("File %(id)s is no longer what was received. Bring it back from a backup.")
            % {"id": str(file.public_id)[:8]},
            url=reverse("inbox"),
            at=at,
            urgent=True,
        )
