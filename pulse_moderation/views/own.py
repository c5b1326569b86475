"""One's own posts: where each stands, and taking one back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pulse_moderation.models import Post
from pulse_moderation.services import composing, privileges, receiving
from pulse_moderation.views import own_facts
from pulse_moderation.views.reading import to_read_or_404
from workflow.keyset import paginate


@require_safe
def pulse_own(request):
    """Everything one wrote, removed or not, and what DYS did about one's use of Pulse."""
    posts = Post.objects.filter(author=request.user).of_people()
    page = paginate(posts, request.GET.get("cursor", ""), by="posted_at")
    context = {
        "page": page,
        "rows": [{"post": post, "stands": own_facts.standing_of(post)} for post in page.rows],
        "verdict": composing.may_compose(request.user, at=now()),
        "is_barred": privileges.is_barred(request.user, now()),
        "actions": request.user.pulse_privileges.select_related("clause")[:20],
    }
    return render(request, "pulse_moderation/pulse_own.html", context)


@require_POST
def pulse_withdraw(request, public_id):
    post = to_read_or_404(request, public_id)
    version = request.POST.get("version", "")
    seen = post.as_seen(int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
    receiving.withdraw(seen, actor=request.user, at=now())
    messages.success(request, _("Taken back. Nobody else reads it."))
    return redirect("pulse_post", post.public_id)
