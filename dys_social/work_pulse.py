"""What "my work" says of one's own posts on Pulse: those that came back to be changed (B.1)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from pulse_moderation.models import Post


def returned(ids, *, most):
    """These posts, the oldest first; no query when there are none."""
    return list(Post.objects.filter(pk__in=ids).order_by("posted_at")[:most]) if ids else []


def due_items(posts):
    """Items of due_list.html."""
    return [
        {
            "on": localtime(post.posted_at).date(),
            "when": _("Posted"),
            "title": _("A post on Pulse was returned to you"),
            "url": reverse("pulse_post", args=[post.public_id]),
            "after": "",
            "clause": "B.1",
            "nothing": _("It stays returned; nobody else reads it."),
        }
        for post in posts
    ]
