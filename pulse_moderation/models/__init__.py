"""The records of Pulse moderation."""

from pulse_moderation.models.releases import YouthRelease

__all__ = ["YouthRelease"]
