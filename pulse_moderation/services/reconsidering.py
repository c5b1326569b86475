"""Another look at a removal, asked by its author, taken by another moderator (domain 5.11)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from policy.services import settings_now
from pulse_moderation import notices
from pulse_moderation.choices import DecisionKind, Outcome
from pulse_moderation.models import Post, Reconsideration
from pulse_moderation.rules import reconsidering as rules
from pulse_moderation.services import deciding
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.states import State
from workflow.verdicts import no


def may_ask(decision, *, actor, post):
    """Whether the author may ask for another look at this decision now."""
    last = post.decisions.order_by("-decided_at", "-pk").first()
    return rules.may_ask(
        actor, decision, post, is_last=last == decision,
        is_asked=Reconsideration.objects.filter(decision=decision).exists(),
        is_enabled=settings_now()["reconsideration_enabled"],
    )  # fmt: skip


@transaction.atomic
def ask(decision, *, text, actor, at):
    """Ask once for another look; a second click gives what the first one asked. Raises NotAllowed."""
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=decision.post_id)
    if (sent := Reconsideration.objects.filter(decision=decision, asked_by=actor).first()) is not None:
        return sent
    may_ask(decision, actor=actor, post=post).enforce()
    asked = Reconsideration.objects.create(
        decision=decision, first_decider=decision.decided_by, asked_by=actor, text=text.strip(), asked_at=at
    )
    record("pulse_reconsideration.asked", subject=asked, actor=actor, at=at, clause="B.1.a")
    notices.ask_for_another_look(asked, post, at=at)
    return asked


@transaction.atomic
def decide(reconsideration, *, is_overturned, answer, actor, at):
    """Let the decision stand, or restore the post; the author reads `answer`. Raises NotAllowed, also for a second one."""
    asked = (
        Reconsideration.objects.select_for_update(of=("self",))
        .select_related("decision__post__author")
        .get(pk=reconsideration.pk)
    )
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=asked.decision.post_id)
    rules.may_decide(actor, asked, post).enforce()
    if is_overturned and post.state == State.REMOVED and post.current_id != asked.decision.revision_id:
        no(_("Its text was changed since. Restore it on the moderators' desk, where the new text stands.")).enforce()
    asked.outcome = Outcome.OVERTURNED if is_overturned else Outcome.UPHELD
    asked.answer, asked.decided_by, asked.decided_at = answer.strip(), actor, at
    asked.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    record("pulse_reconsideration.decided", subject=asked, actor=actor, at=at, becomes=asked.outcome, clause="B.1.a")
    if is_overturned and post.state == State.REMOVED:
        deciding.decide(
            post, kind=DecisionKind.RESTORE, actor=actor, at=at, version=post.version, grounds=Grounds(reason=answer)
        )
    else:
        notices.tell_of_another_look(asked, post, at=at)
    return asked


def waiting_for(actor):
    """Requests this person may decide: not on their own posts, nor on their own decisions."""
    waiting = Reconsideration.objects.filter(outcome=Outcome.ASKED)
    return waiting.exclude(first_decider=actor).exclude(asked_by=actor).select_related("decision__post", "asked_by")
