"""Pictures of a post, for whoever may see the post; each opening enters the file's chain of custody."""

from django.http import Http404
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from evidence.models import ORIGINAL
from evidence.responses import file_response
from pulse_moderation.models import Attachment
from pulse_moderation.services import reading
from pulse_moderation.views.access import known_or_404
from pulse_moderation.views.posts import SEES_COURSE


@require_safe
def post_file(request, public_id, file, part):
    """A page of it by its number, or the original. Of an older text only for who sees the course of a post."""
    post = known_or_404(request, public_id)
    kept = Attachment.objects.filter(public_id=file, revision__post=post, file__isnull=False).select_related("file")
    attachment = kept.first()
    if attachment is None or not reading.is_open_to(post, request.user, at=now()):
        raise Http404
    is_trusted = bool(request.user.roles & SEES_COURSE) or post.author_id == request.user.pk
    if not is_trusted and (part == ORIGINAL or attachment.revision_id != post.current_id):
        raise Http404
    if part != ORIGINAL:
        if part not in {str(number) for number in range(1, len(attachment.file.pages) + 1)}:
            raise Http404
        part = int(part)
    return file_response(request, attachment.file, part, file_name=f"post-{str(attachment.public_id)[:8]}", at=now())
