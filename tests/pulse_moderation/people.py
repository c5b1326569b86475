"""Hands of people on Pulse: somebody who may post, and the forms they send."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from policy.services import acknowledge
from pulse_moderation.services.composing import NOTICE
from tests.evidence import pictures
from tests.factories import pulse

POTLUCK = "Potluck on Thursday in the break room."


def ready(person, *, at):
    """With Virtual Gateway access, and the notice about Pulse read."""
    pulse.with_access(person)
    acknowledge(person, kind=NOTICE, at=at)
    return person


def post_form(body=POTLUCK, **more):
    return {"form_key": str(uuid.uuid4()), "kind": "post", "body": body, **more}


def flag_form(clause="B.1.i.i", **more):
    return {"form_key": str(uuid.uuid4()), "clause": clause, **more}


def upload(name="a.png"):
    """A picture, as a browser sends it."""
    return SimpleUploadedFile(name, pictures.screenshot())
