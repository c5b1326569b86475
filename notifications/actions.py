"""What the trail can say about the clock, its ladders, what people chose for themselves, and the on-call rota."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "mail.again": _("{actor} had a mail that was in doubt or refused sent again"),
    "ladder.changed": _("{actor} changed the reminders of {label}: {reason}"),
    "clock.braked": _("The portal stopped before it ended {count} of {live} records at once"),
    "clock.released": _("{actor} let the portal end {count} records at once: {reason}"),
    "feed.made": _("{actor} made an address for their calendar"),
    "feed.revoked": _("{actor} revoked the address of their calendar"),
    "reminders.chosen": _("{actor} chose when reminders come by mail"),
    "rota.added": _("{actor} put {person} on the on-call rota"),
    "rota.lowered": _("{actor} moved {person} down the on-call rota"),
    "rota.raised": _("{actor} moved {person} up the on-call rota"),
    "rota.removed": _("{actor} took {person} off the on-call rota"),
    "urgent.acknowledged": _("{actor} took an urgent call"),
}
