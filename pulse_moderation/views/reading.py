"""Reading Pulse: what is shown, one post, its pictures (B.1.a)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evidence.responses import file_response
from pulse_moderation.models import Attachment, Post
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.rules import writing
from pulse_moderation.services import composing
from pulse_moderation.views import own_facts
from workflow.keyset import paginate

ALL, WORKSITE, MESSAGES = "", "worksite", "messages"
TABS = ((ALL, _("Everything")), (WORKSITE, _("My worksite")), (MESSAGES, _("Messages")))
EMPTY = {
    ALL: _("Nothing has been posted yet."),
    WORKSITE: _("Nobody at your worksite has posted yet."),
    MESSAGES: _("You have no private messages."),
}


@require_safe
def pulse_home(request):
    """What is shown on Pulse, the newest first: everything, one's own worksite, or one's private messages."""
    chosen = request.GET.get("show", ALL)
    chosen = chosen if chosen in EMPTY else ALL
    posts = Post.objects.messages_of(request.user) if chosen == MESSAGES else Post.objects.shown()
    if chosen == WORKSITE:
        posts = posts.filter(worksite=request.user.worksite_id)
    posts = posts.of_people().prefetch_related("current__attachments")
    context = {
        "page": paginate(posts, request.GET.get("cursor", ""), by="posted_at"),
        "tabs": [{"value": value, "label": label, "is_current": value == chosen} for value, label in TABS],
        "empty": EMPTY[chosen],
        "verdict": composing.may_compose(request.user, at=now()),
        "is_moderator": bool(request.user.roles & MODERATES),
    }
    return render(request, "pulse_moderation/pulse_home.html", context)


@require_safe
def pulse_post(request, public_id):
    """One post as its readers see it, and as its author does: where it stands, what was decided, what they can do."""
    post = to_read_or_404(request, public_id)
    is_own = post.author_id == request.user.pk
    sees_others = post.is_ours or is_own  # a source sends blind copies, too
    context = {
        "post": post,
        "pictures": pictures_of(post),
        "is_own": is_own,
        "recipients": post.recipients.all() if post.kind == "message" and sees_others else (),
        "is_moderator": bool(request.user.roles & MODERATES),
    }
    if is_own:
        may_change = writing.may_revise(request.user, post)
        context |= {
            "stands": own_facts.standing_of(post),
            "told": own_facts.told_of(post),
            "decisions": own_facts.decisions_of(post, actor=request.user),
            "revisions": post.revisions.order_by("-number")[1:],
            "may_change": may_change and composing.may_compose(request.user, at=now()),
            "may_withdraw": writing.may_withdraw(request.user, post),
        }
    return render(request, "pulse_moderation/pulse_post.html", context)


@require_safe
def pulse_picture(request, public_id, picture, number):
    """The copy made for viewing. Readers see pictures of the text that is shown; authors also of earlier ones."""
    post = to_read_or_404(request, public_id)
    kept = get_object_or_404(
        Attachment.objects.select_related("file", "revision"),
        public_id=picture, revision__post=post, file__isnull=False,
    )  # fmt: skip
    is_current = kept.revision_id == post.current_id
    if not 1 <= number <= len(kept.file.pages) or not (is_current or post.author_id == request.user.pk):
        raise Http404
    return file_response(request, kept.file, number, file_name=f"picture-{str(kept.public_id)[:8]}", at=now())


def to_read_or_404(request, public_id):
    """The post, when this person reads it as a reader or author; otherwise a 404 like any other."""
    return get_object_or_404(Post.objects.to_read(request.user).of_people(), public_id=public_id)


def pictures_of(post):
    """[{url, alt}] of the pictures kept with the text of a post as it stands."""
    return [
        {"url": reverse("pulse_picture", args=[post.public_id, kept.public_id, number]), "alt": kept.alt}
        for kept in post.current.attachments.select_related("file")
        if kept.file is not None
        for number in range(1, len(kept.file.pages) + 1)
    ]
