"""What may be done at the desk beside deciding: keeping a search, deciding several at once, opening a message (B.1.a)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from pulse_moderation.choices import DecisionKind, Kind
from pulse_moderation.rules.deciding import may_decide
from workflow.verdicts import YES, first_no, no

OPEN_FOR = timedelta(minutes=30)  # a message that was opened, until it asks again
TOGETHER = (DecisionKind.APPROVE, DecisionKind.REMOVE, DecisionKind.RETURN, DecisionKind.ESCALATE)
MOST_TOGETHER = 25
OF_ONE = ("mine", "find")


def may_keep(*, query, name, is_shared, is_taken):
    if not name.strip():
        return no(_("Give the view a name."))
    if is_taken:
        return no(_("You have a view of that name already."))
    if not any(query.values()):
        return no(_("Narrow the queue first: a view of everything is the queue itself."))
    if is_shared and any(query.get(field) for field in OF_ONE):
        return no(_("A shared view holds no words and nobody’s own work: leave out “mine” and the words."))
    return YES


def may_be_among(actor, post, kind, *, holder):
    """Whether a post may be decided with others: what needs a look of its own is left out, with the reason.

    `holder` is who works on it now, or None.
    """
    return first_no(
        may_decide(actor, post, kind),
        no(_("A private message is decided on its own page.")) if post.kind == Kind.MESSAGE else YES,
        no(_("It has a picture: open it and look.")) if post.has_image and kind == DecisionKind.APPROVE else YES,
        no(_("%(name)s works on it.") % {"name": holder.full_name}) if holder and holder.pk != actor.pk else YES,
    )


def is_open(post, *, takes_part, opened_at, at):
    """Whether somebody may read a text without saying so: everything but a private message of others (B.1.a)."""
    if post.kind != Kind.MESSAGE or takes_part:
        return True
    return opened_at is not None and opened_at > at - OPEN_FOR
