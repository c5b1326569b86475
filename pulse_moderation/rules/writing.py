"""Who may write on Pulse, and change what they wrote (B.1, B.1.c)."""

from django.utils.translation import gettext as _

from pulse_moderation.choices import Kind
from pulse_moderation.states import State
from workflow.verdicts import YES, no

REVISABLE = (State.RETURNED, State.HELD, State.PUBLISHED)


def may_write(author, kind=Kind.POST, recipients=()):
    """Whether they may write here as far as they themselves go; their privileges are rules.privileges."""
    if not author.vg_access_authorized:
        return no(_("Pulse is for people with Virtual Gateway access. Ask your supervisor for it."), "B.1")
    if kind == Kind.MESSAGE and not recipients:
        return no(_("A private message needs somebody it goes to."))
    return YES


def may_revise(actor, post):
    if post.author_id != actor.pk or not post.is_ours:
        return no(_("Only its author changes a post."))
    if post.state not in REVISABLE:
        return no(_("This post can no longer be changed."))
    return YES


def may_withdraw(actor, post):
    if post.author_id != actor.pk or not post.is_ours:
        return no(_("Only its author takes a post back."))
    if post.state not in (State.RETURNED, State.HELD):
        return no(_("Only a post that was held or returned can be taken back."))
    return YES
