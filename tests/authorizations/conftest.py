"""Properties are searched without a stop-watch: how long an example takes says nothing on a busy machine."""

from hypothesis import settings

settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
