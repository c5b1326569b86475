"""What the rules need to know about the actor and the record at the moment of an act."""

from authorizations.models import SupervisionAuthorization
from authorizations.rules import Standing
from people.models import Delegation
from policy.calendar import local_day
from policy.services import settings_now
from workflow.errors import Stale
from workflow.verdicts import no


def standing_of(actor, *, at, settings=None):
    """The Standing of a person now: two queries, or one when the settings are at hand."""
    day = local_day(at)
    return Standing(
        day=day,
        settings=settings_now() if settings is None else settings,
        delegated_by=frozenset(Delegation.objects.held_by(actor, day).values_list("supervisor_id", flat=True)),
    )


def needs_reason(reason, sentence):
    """Raise NotAllowed with `sentence` when an act that must be explained is not."""
    if not reason.strip():
        no(sentence, clause="B.2").enforce()


def lock(authorization):
    """The row, locked, with the people around it as they are now.

    Raises Stale when it is no longer what the caller saw. Call it inside a transaction, before asking a rule.
    """
    SupervisionAuthorization.objects.select_for_update().get(pk=authorization.pk)
    locked = SupervisionAuthorization.objects.with_people().get(pk=authorization.pk)
    if (locked.state, locked.version) != (authorization.state, authorization.version):
        raise Stale(locked)
    return locked
