"""Another look at a removal: once a decision, by a moderator who did not take it (domain 4.5, 5.11)."""

from django.utils.translation import gettext as _

from pulse_moderation.choices import DecisionKind, Outcome
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.states import State
from workflow.verdicts import YES, no

SHORTEST, LONGEST = 10, 2000


def may_ask(actor, decision, post, *, is_last, is_asked, is_enabled):
    """`is_last`: nothing was decided about the post since."""
    if post.author_id != actor.pk:
        return no(_("Only the author of a post asks for another look."))
    if decision.kind != DecisionKind.REMOVE or post.state != State.REMOVED or not is_last:
        return no(_("Another look is taken at a removal that stands."))
    if is_asked:
        return no(_("You asked for another look at this decision already."))
    if not is_enabled:
        return no(_("DYS takes no second look at removals at present."), "B.1.a")
    return YES


def may_decide(actor, reconsideration, post):
    if not actor.roles & MODERATES:
        return no(_("Only a Pulse moderator or an administrator decides this."), "B.1.a")
    if actor.pk in (reconsideration.asked_by_id, post.author_id):
        return no(_("Nobody decides about their own post."), "B.1.a")
    if actor.pk == reconsideration.first_decider_id:
        return no(_("You took the first decision. Another moderator looks at it again."), "B.1.a")
    if reconsideration.outcome != Outcome.ASKED:
        return no(_("This was decided already."))
    return YES
