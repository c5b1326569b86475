"""What the trail can say about the policy, its texts and its settings."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "policy.acknowledged": _("{actor} agreed to {kind}, version {version}"),
    "holiday.added": _("{actor} added a legal holiday, {day}, {name}: {reason}"),
    "holiday.dropped": _("{actor} made {day}, {name}, a business day: {reason}"),
    "holiday.kept": _("{actor} made {day}, {name}, a legal holiday again: {reason}"),
    "setting.changed": _("{actor} changed {label} from {was} to {becomes}: {reason}"),
}
