"""Who is told of what happens on Pulse: quietly, never who flagged a post and never which youth or handle matched."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.services import notify
from people.models import User
from people.roles import Role
from pulse_moderation.choices import DecisionKind

TOLD = (
    DecisionKind.APPROVE,
    DecisionKind.REMIND,
    DecisionKind.RETURN,
    DecisionKind.REMOVE,
    DecisionKind.RESTORE,
    DecisionKind.HOLD,
)
HELD = gettext_lazy("Your post on Pulse waits for a moderator")


def tell_of_decision(decision, *, at):
    """The author, of what was decided: the page says the clause, and "automatic screen" or "DYS review".

    An approval of what was shown all along says nothing; an escalation is between moderators and Legal.
    """
    if decision.kind == DecisionKind.ESCALATE:
        call_legal(decision.post, at=at)
    if decision.kind not in TOLD or (decision.kind == DecisionKind.APPROVE and decision.was == decision.became):
        return
    tell_author(decision.post, at=at, key=f"decision:{decision.public_id}")


def tell_of_undo(decision, *, at):
    if decision.undoes.kind in TOLD and decision.was != decision.became:
        tell_author(decision.post, at=at, key=f"decision:{decision.public_id}")


def tell_author(post, *, at, key, title=None):
    if post.author is None or not post.author.is_working:
        return
    notify(
        key=f"pulse:{key}:{post.author.public_id}",
        recipient=post.author,
        kind="pulse.decision",
        title=title or _("Something was decided about your post on Pulse"),
        url=post.get_absolute_url(),
        at=at,
        about=post.public_id,
    )


def tell_flagger(flag, *, at):
    if not flag.by.is_working:
        return
    notify(
        key=f"pulse:flag:{flag.public_id}:{at.timestamp()}",
        recipient=flag.by,
        kind="pulse.flag",
        title=_("The post you reported was looked at"),
        url=flag.get_absolute_url(),
        at=at,
        about=flag.public_id,
    )


def call_moderators(posts, *, at):
    """Moderators, at once, that something critical waits (domain 9, N11). A post calls once a revision."""
    people = list(User.objects.working().holding(Role.PULSE_MODERATOR))
    for post in posts:
        for person in people:
            if person.pk == post.author_id:
                continue
            notify(
                key=f"pulse:critical:{post.public_id}:{post.current_id}:{person.public_id}",
                recipient=person,
                kind="pulse.critical",
                title=_("A post on Pulse needs a decision now"),
                url=post.get_absolute_url(),
                at=at,
                urgent=True,
                about=post.public_id,
            )


def call_legal(post, *, at):
    for person in User.objects.working().holding(Role.LEGAL):
        if person.pk != post.author_id:
            notify(
                key=f"pulse:escalated:{post.public_id}:{post.version}:{person.public_id}",
                recipient=person,
                kind="pulse.escalated",
                title=_("A moderator asks the Legal Unit to look at a post on Pulse"),
                url=post.get_absolute_url(),
                at=at,
                about=post.public_id,
            )


def tell_of_privilege(action, *, at):
    """Their own page says what it is; the mail does not."""
    if action.employee.is_active:
        notify(
            key=f"pulse:privilege:{action.public_id}",
            recipient=action.employee,
            kind="pulse.privilege",
            title=_("Something changed about your use of Pulse"),
            url=reverse("pulse_own"),
            at=at,
            about=action.public_id,
        )


def ask_for_another_look(asked, post, *, at):
    """Moderators who did not take the decision: its author asks for another look."""
    for person in User.objects.working().holding(Role.PULSE_MODERATOR, Role.ADMIN):
        if person.pk not in (asked.first_decider_id, asked.asked_by_id):
            notify(
                key=f"pulse:reconsideration:{asked.public_id}:{person.public_id}",
                recipient=person,
                kind="pulse.reconsideration",
                title=_("An author asks for another look at a post on Pulse"),
                url=reverse("reconsideration_decide", args=[asked.public_id]),
                at=at,
                about=post.public_id,
            )


def tell_of_another_look(asked, post, *, at):
    """The author, when nothing was changed by it; a restored post is told of as such."""
    tell_author(
        post, at=at, key=f"reconsidered:{asked.public_id}", title=_("Your post on Pulse was looked at once more")
    )


def tell_overdue(moderators, *, day, at):
    """That posts wait too long: once an hour, however many become overdue in it."""
    for person in moderators:
        notify(
            key=f"pulse:overdue:{day}:{at:%H}:{person.public_id}",
            recipient=person,
            kind="pulse.overdue",
            title=_("Posts on Pulse wait longer than they should"),
            url=reverse("queue"),
            at=at,
        )
