"""What the trail can say about the policy, its texts and its settings."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "policy.acknowledged": _("{actor} agreed to {kind}, version {version}"),
    "setting.changed": _("{actor} changed {label} from {was} to {becomes}: {reason}"),
}
