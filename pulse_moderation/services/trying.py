"""Trying a text on the screen before it is sent, or on a draft of a rule: it is not kept; what it may tell is counted."""

from django.db import transaction

from audit.models import AuditEvent
from audit.services import record
from pulse_moderation.rules import trying as rules
from pulse_moderation.services import privileges, screening


@transaction.atomic
def on_trial(person, look, *, text, where, at):
    """What `look()` finds in a text. That it may name a youth is entered, without the text.

    Raises NotAllowed after so many of these within an hour, before anything is looked for: a refusal tells nothing.
    """
    privileges.locked(person)
    tried = AuditEvent.objects.filter(
        actor_id=str(person.public_id), action="pulse_screen.tried", at__gt=at - rules.WITHIN
    ).count()
    rules.may_try(tried).enforce()
    hits = look()
    if rules.names_a_youth(hits) or rules.names_a_youth(screening.preview(person, title="", body=text, at=at)):
        record("pulse_screen.tried", subject=("page", where), actor=person, at=at, clause="B.1.h")
    return hits
