"""What the trail can say about the clock, the on-call rota and what is urgent."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "clock.braked": _("The portal stopped before it ended {count} of {live} records at once"),
    "clock.released": _("{actor} let the portal end {count} records at once: {reason}"),
    "rota.added": _("{actor} put {person} on the on-call rota"),
    "rota.lowered": _("{actor} moved {person} down the on-call rota"),
    "rota.raised": _("{actor} moved {person} up the on-call rota"),
    "rota.removed": _("{actor} took {person} off the on-call rota"),
    "urgent.acknowledged": _("{actor} took an urgent call"),
}
