"""What waits too long in the queue moves up, and moderators hear of it, at most once an hour (domain 9, N11)."""

from people.models import User
from people.roles import Role
from policy.calendar import local_day
from pulse_moderation import notices
from pulse_moderation.services import items


def watch(at):
    """Mark what became overdue; returns how many items."""
    late = items.note_overdue(at)
    if late:
        notices.tell_overdue(User.objects.working().holding(Role.PULSE_MODERATOR), day=local_day(at), at=at)
    return late
