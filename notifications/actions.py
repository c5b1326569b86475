"""What the trail can say about the clock."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ladder.changed": _("{actor} changed the reminders of {label}: {reason}"),
    "clock.braked": _("The portal stopped before it ended {count} of {live} records at once"),
    "clock.released": _("{actor} let the portal end {count} records at once: {reason}"),
}
