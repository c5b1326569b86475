"""Reading what is not simply shown: a private message of others, and details that are kept masked. Each is recorded."""

from django.db import transaction

from audit.services import record
from pulse_moderation.choices import Kind
from pulse_moderation.models import MessageReading
from pulse_moderation.rules import desk as rules
from pulse_moderation.rules.deciding import may_work_on


@transaction.atomic
def open_message(post, *, actor, at):
    """Enter that somebody opened a private message of others, which the caller found among what is visible to them
    (B.1.a); it stays open to them for half an hour.
    """
    MessageReading.objects.create(post=post, by=actor, at=at)
    record("pulse_post.message_read", subject=post, actor=actor, at=at, clause="B.1.a")


def is_open_to(post, user, *, at):
    """Whether this person may read the text now without entering it first."""
    if post.kind != Kind.MESSAGE:
        return True
    takes_part = post.author_id == user.pk or post.recipients.filter(pk=user.pk).exists()
    last = post.readings.filter(by=user).order_by("-at").values_list("at", flat=True).first()
    return rules.is_open(post, takes_part=takes_part, opened_at=last, at=at)


@transaction.atomic
def uncover(post, *, actor, at):
    """Enter that numbers and addresses in a post, masked for everybody, were shown to somebody."""
    may_work_on(actor, post).enforce()
    record("pulse_post.uncovered", subject=post, actor=actor, at=at, clause="B.1.e")
