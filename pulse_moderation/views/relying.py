"""What a post shows of youth and the releases it relies on: its author's page, and the moderator's (B.1.h)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import kept_forms
from pulse_moderation.forms.releases import LinkForm, ShowsForm
from pulse_moderation.models import Post, PostRelease, YouthMaterial, YouthRelease
from pulse_moderation.rules import releases as rules
from pulse_moderation.services import relying
from pulse_moderation.views import release_facts
from pulse_moderation.views.releases import form_page

MOST_OFFERED = 100


def _post_or_404(request, public_id):
    """The post, for its author and for who moderates; to all others this page does not exist."""
    post = get_object_or_404(Post.objects.visible_to(request.user).of_people(), public_id=public_id)
    if not rules.may_say_of(request.user, post):
        raise Http404
    return post if request.method in ("GET", "HEAD") else post.as_seen(_seen(request))


def _seen(request):
    """The version of the post that the form was shown for; without one, none that a post ever has."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


@form_page
def post_releases(request, public_id):
    post = _post_or_404(request, public_id)
    material = YouthMaterial.objects.filter(post=post).first()
    if request.method == "POST":
        form = ShowsForm(request.POST)
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("kinds", "shows", "youth_count")}
            relying.say_what_it_shows(post, actor=request.user, at=now(), **said)
            kept_forms.forget(request)
            messages.success(request, _("Kept."))
            return redirect("post_releases", post.public_id)
    else:
        form = ShowsForm(kept_forms.restore(request), initial=_initial(post, material))
    return _page(request, post, form=form)


@require_POST
def post_release_link(request, public_id):
    post = _post_or_404(request, public_id)
    form = LinkForm(request.POST, among=_among())
    if form.is_valid():
        relying.link(post, form.cleaned_data["release"], actor=request.user, at=now())
        messages.success(request, _("The post relies on %(number)s.") % {"number": form.cleaned_data["number"]})
        return redirect("post_releases", post.public_id)
    return _page(request, post, link_form=form)


@require_POST
def post_release_unlink(request, public_id, link_id):
    post = _post_or_404(request, public_id)
    linked = get_object_or_404(PostRelease, post=post, public_id=link_id)
    relying.unlink(post, linked, actor=request.user, at=now())
    messages.success(request, _("The post no longer relies on it."))
    return redirect("post_releases", post.public_id)


def _initial(post, material):
    said = {} if material is None else {"kinds": material.kinds, "shows": material.shows}
    count = {} if material is None else {"youth_count": material.youth_count}
    return {"version": post.version} | said | count


def _among():
    return YouthRelease.objects.in_force_on(localdate())


def _page(request, post, *, form=None, link_form=None):
    at, material = now(), YouthMaterial.objects.filter(post=post).first()
    linked = list(PostRelease.objects.standing().filter(post=post).select_related("release__youth"))
    context = {
        "post": post,
        "form": form or ShowsForm(initial=_initial(post, material)),
        "link_form": link_form or LinkForm(among=_among(), initial={"version": post.version}),
        "offered": [
            {"number": release.number, "label": release_facts.pick_label(release)}
            for release in _among().select_related("youth").order_by("-created_at")[:MOST_OFFERED]
        ],
        "linked": [_linked_row(row, post, material) for row in linked],
        "may_show": relying.may_show(post, at=at),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "pulse_moderation/post_releases.html", context, status=status)


def _linked_row(row, post, material):
    """Each release with why it does not cover the post, where it does not."""
    verdict = None
    if material is not None:
        verdict = rules.may_rely_on(row.release, relying.depicted(post, material), day=localdate())
    return {
        "link": row,
        "label": release_facts.pick_label(row.release),
        "status": release_facts.status(row.release, localdate()),
        "reason": "" if verdict is None or verdict else verdict.reason,
    }
