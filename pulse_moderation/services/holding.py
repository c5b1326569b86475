"""Putting what is shown before a moderator again: flags, a release revoked, a rule that changed."""

from django.db import transaction

from pulse_moderation import notices
from pulse_moderation.models import Post
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import items
from pulse_moderation.states import WAITING, Act, State
from workflow.moves import transition


@transaction.atomic
def hold(post, *, at, clause, severity=Severity.HOLD, actor="system", is_about_youth=False, why=""):
    """Hold a post that is shown (one that lives elsewhere is flagged) and open its item; what waits already is attached.

    What was removed, returned or withdrawn stays as it is. `why` is a word for the trail. Returns the item or None.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("author", "source").get(pk=post.pk)
    if post.state == State.PUBLISHED:
        to, act = (State.HELD, Act.HOLD) if post.is_ours else (State.LIVE_FLAGGED, Act.FLAG)
        transition(post, to, act=act, actor=actor, at=at, clause=clause, facts={"why": why} if why else None)
    elif post.state not in WAITING:
        return None
    item = items.attach(post, at=at, severity=severity, is_about_youth=is_about_youth)
    if severity == Severity.CRITICAL:
        notices.call_moderators([post], at=at)
    return item
