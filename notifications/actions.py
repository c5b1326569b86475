"""What the trail can say about the clock, and about what people chose for themselves."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ladder.changed": _("{actor} changed the reminders of {label}: {reason}"),
    "clock.braked": _("The portal stopped before it ended {count} of {live} records at once"),
    "clock.released": _("{actor} let the portal end {count} records at once: {reason}"),
    "feed.made": _("{actor} made an address for their calendar"),
    "feed.revoked": _("{actor} revoked the address of their calendar"),
    "reminders.chosen": _("{actor} chose when reminders come by mail"),
}
