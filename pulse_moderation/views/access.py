"""What the views of the desk begin with. What one may not know of looks like a missing page."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from pulse_moderation.models import Post
from pulse_moderation.services import queue

FILTER, LAST = "pulse_filter", "pulse_last"


def known_or_404(request, public_id):
    """A post this person may see."""
    return get_object_or_404(Post.objects.visible_to(request.user).of_people(), public_id=public_id)


def to_moderate_or_404(request, public_id):
    """A post this person may decide on; their own is none of these."""
    return get_object_or_404(Post.objects.to_moderate(request.user).of_people(), public_id=public_id)


def item_of(post):
    """The open item of a post, or None."""
    return post.items.filter(closed_at=None).select_related("leased_by").first()


def asked_of(request):
    """What the queue is narrowed by, as kept in the session."""
    return request.session.get(FILTER, {})


def keep_asked(request, asked):
    request.session[FILTER] = {name: value for name, value in asked.items() if value}


def next_of(request, item=None):
    """The post to work on next, taken for whoever asks; None when nothing waits."""
    found = queue.take_next(request.user, asked_of(request), at=now(), after=item)
    return found.post if found else None
