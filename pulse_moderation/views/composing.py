"""Writing on Pulse: the notice first, then the text, a warning where the screen has one, and what became of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.safety import Refused
from investigations.views.access import form_key_of
from people import kept_forms
from policy.services import current_wording
from pulse_moderation.forms.composing import MOST_PICTURES, ComposeForm, TextForm
from pulse_moderation.rules import writing
from pulse_moderation.services import composing, pictures
from pulse_moderation.services.incoming import fingerprint
from pulse_moderation.states import State
from pulse_moderation.views.reading import to_read_or_404
from workflow.errors import NotAllowed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def pulse_compose(request):
    """A new post or private message. What may not be posted says why, and what one can still do."""
    verdict = composing.may_compose(request.user, at=now())
    if request.method == "POST":
        verdict.enforce()
        return _sent(request, ComposeForm(request.POST, request.FILES, author=request.user), publish=_publish)
    if not verdict:
        return _not_now(request, verdict)
    typed = kept_forms.restore(request)
    form = ComposeForm(typed, author=request.user) if typed else ComposeForm(author=request.user)
    return _page(request, form)


@form_page
def pulse_revise(request, public_id):
    """A new text of one's own post; the old one is kept."""
    post = to_read_or_404(request, public_id)
    writing.may_revise(request.user, post).enforce()
    verdict = composing.may_compose(request.user, at=now())
    if request.method == "POST":
        verdict.enforce()
        form = TextForm(request.POST, request.FILES)
        return _sent(request, form, publish=_reviser_of(post), post=post)
    if not verdict:
        return _not_now(request, verdict)
    text = post.current
    initial = {"title": text.title, "body": text.body, "is_youth_material": post.is_youth_material}
    files = [one.file for one in text.attachments.select_related("file") if one.file is not None]
    return _page(request, TextForm(initial=initial), post=post, files=_tokens(files, request.user))


@require_POST
def pulse_acknowledge(request):
    """They have read the notice about Pulse (B.1.a)."""
    if request.POST.get("version") == str(current_wording(composing.NOTICE, at=now()).version):
        composing.read_notice(request.user, at=now())
        messages.success(request, _("Recorded: you have read the notice."))
    else:
        messages.warning(request, _("The notice has changed since you opened the page. Read it again."))
    return redirect("pulse_compose")


def _publish(request, form, files):
    return composing.publish(request.user, form_key=form_key_of(request), files=files, at=now(), **form.facts())


def _reviser_of(post):
    def revise(request, form, files):
        version = request.POST.get("version", "")
        seen = post.as_seen(int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
        return composing.revise(seen, actor=request.user, files=files, at=now(), **form.facts())

    return revise


def _sent(request, form, *, publish, post=None):
    files, has_kept = _pictures(request, form)
    if form.is_valid():
        facts = form.facts()
        seen = fingerprint(facts["title"], facts["body"])
        told = () if request.POST.get("seen") == seen else _told(request, form, facts, files)
        if form.is_valid() and not told:
            made = publish(request, form, list(files.values()))
            messages.success(request, _said(made))
            return redirect("post_releases" if _needs_releases(made) else "pulse_post", made.public_id)
        if told:
            return _page(request, form, post=post, files=files, told=told, seen=seen, status=201 if has_kept else 200)
    return _page(request, form, post=post, files=files, status=201 if has_kept else 400)


def _told(request, form, facts, files):
    """What the screen would say of a text that its author did not read the warnings of; the form says it when it may not."""
    try:
        return composing.look(
            request.user, title=facts["title"], body=facts["body"], has_image=bool(files),
            is_youth_material=facts["is_youth_material"], at=now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
        return ()


def _pictures(request, form):
    """({token: file} that the form carries and was not told to leave out, with those that came now; whether any came)."""
    left_out = set(request.POST.getlist("leave_out"))
    tokens = [token for token in request.POST.getlist("picture")[:MOST_PICTURES] if token not in left_out]
    files, has_kept = pictures.known(tokens, actor=request.user), False
    for upload in request.FILES.getlist("files"):
        if len(files) >= MOST_PICTURES:
            form.add_error("files", _("A post takes at most %(n)s pictures.") % {"n": MOST_PICTURES})
            break
        try:
            file = composing.keep_picture(upload, actor=request.user, at=now())
        except Refused as refusal:
            form.add_error("files", f"{upload.name[:40]}: {refusal.sentence}")
        else:
            files[pictures.token_of(file, actor=request.user)] = file
            has_kept = True
    return files, has_kept


def _tokens(files, user):
    return {pictures.token_of(file, actor=user): file for file in files}


def _needs_releases(post):
    """It shows a youth and waits: which youth, and under which written releases, is said on the next page (B.1.h)."""
    return post.is_youth_material and post.state == State.HELD


def _said(post):
    if post.state == State.HELD:
        return _("Sent. A moderator looks at it before anybody else reads it.")
    return _("Posted.")


def _page(request, form, *, post=None, files=None, told=(), seen="", status=200):
    context = {
        "form": form,
        "post": post,
        "form_key": form_key_of(request),
        "pictures": list((files or {}).items()),
        "told": told,
        "waits": any(one.waits for one in told),
        "seen": seen,
    }
    return render(request, "pulse_moderation/pulse_compose.html", context, status=status)


def _not_now(request, verdict):
    """The notice to read, or why they may not post; what they can still do stands beside it."""
    if verdict.clause == "B.1.a":
        context = {"wording": current_wording(composing.NOTICE, at=now())}
        return render(request, "pulse_moderation/pulse_notice.html", context)
    return render(request, "pulse_moderation/pulse_not_now.html", {"verdict": verdict})
