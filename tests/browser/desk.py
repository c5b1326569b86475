"""Posts for the journeys at the moderators' desk, beside those of the demonstration. Run inside the portal, by its
scripts/manage; each post by the person who wrote it.
"""

import uuid

from django.utils import timezone

from people.models import User
from policy.services import acknowledge
from pulse_moderation.services import receiving
from pulse_moderation.services.screening import screen_posts

AUTHORS = ("mateo.rivard", "celeste.moraine", "farah.whitlock", "amara.lindgren")
BROKEN = (
    *("printer", "kettle", "elevator", "gate", "boiler", "radio", "projector", "scanner", "freezer", "van"),
    *("dryer", "window", "phone", "clock", "heater", "door", "lamp", "toaster", "fan", "scale"),
)


def hold(mark):
    """Twenty posts that screening holds; `mark` stands in each, so that one can narrow the queue to them."""
    for number, thing in enumerate(BROKEN):
        write(AUTHORS[number % len(AUTHORS)], f"The {thing} at {mark} is broken, and nobody gives a shit.")


def write(username, body):
    """One post, screened; printed is its id."""
    author, at = User.objects.get(username=username), timezone.now()
    acknowledge(author, kind="pulse.notice", at=at)
    post = receiving.compose(author, form_key=uuid.uuid4(), body=body, at=at)
    screen_posts([post.pk], at=at)
    print(post.public_id)
