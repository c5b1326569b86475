"""Sources of posts, for administrators: keys, feeds and what was delivered."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pulse_moderation.forms.intake import FeedForm, KeyForm, SourceEditForm, SourceForm
from pulse_moderation.models import Delivery, Feed, Source, SourceKey
from pulse_moderation.services import deliveries, feeds, sources
from workflow.keyset import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])
PROBLEMS_SHOWN = 200


@form_page
def source_list(request):
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                source = sources.make(form.cleaned_data["name"], actor=request.user, at=now())
        except IntegrityError:
            form.add_error("name", _("There is a source of this name."))
        else:
            messages.success(request, _("Added. Make a key next, or add a feed."))
            return redirect(source)
    rows = Source.objects.prefetch_related("feeds", "keys")
    context = {"rows": rows, "form": form}
    return render(request, "pulse_moderation/source_list.html", context, status=400 if form.errors else 200)


@require_safe
def source_detail(request, public_id):
    return _detail(request, get_object_or_404(Source, public_id=public_id))


def _detail(request, source, *, status=200, key_form=None, feed_form=None, made=None, secret=""):
    at = now()
    keys = list(source.keys.select_related("made_by"))
    page = paginate(source.deliveries.all(), request.GET.get("cursor", ""), by="received_at", size=10)
    context = {
        "source": source,
        "keys": [(key, key.is_live(at)) for key in keys],
        "has_live": any(key.is_live(at) for key in keys),
        "feeds": source.feeds.all(),
        "page": page,
        "key_form": key_form or KeyForm(),
        "feed_form": feed_form or FeedForm(),
        "made": made,
        "secret": secret,
    }
    return render(request, "pulse_moderation/source_detail.html", context, status=status)


@form_page
def source_edit(request, public_id):
    source = get_object_or_404(Source, public_id=public_id)
    initial = {"name": source.name, "is_active": source.is_active}
    form = SourceEditForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                sources.change(source, actor=request.user, at=now(), **form.cleaned_data)
        except IntegrityError:
            form.add_error("name", _("There is a source of this name."))
        else:
            messages.success(request, _("Changed."))
            return redirect(source)
    context = {"source": source, "form": form}
    return render(request, "pulse_moderation/source_edit.html", context, status=400 if form.errors else 200)


@require_POST
def source_key_new(request, public_id):
    """Makes a key and shows its secret, this once."""
    source = get_object_or_404(Source, public_id=public_id)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _detail(request, source, key_form=form, status=400)
    made, secret = sources.make_key(source, overlap=form.cleaned_data["ends"], actor=request.user, at=now())
    return _detail(request, source, made=made, secret=secret, status=201)


@require_POST
def source_key_end(request, public_id):
    key = get_object_or_404(SourceKey.objects.select_related("source"), public_id=public_id)
    sources.end_key(key, actor=request.user, at=now())
    messages.success(request, _("The key has ended: what is signed with it is refused."))
    return redirect(key.source)


@require_POST
def source_feed_new(request, public_id):
    source = get_object_or_404(Source, public_id=public_id)
    form = FeedForm(request.POST)
    if form.is_valid() and _keep_feed(request, source, form):
        return redirect(source)
    return _detail(request, source, feed_form=form, status=400)


@form_page
def source_feed_edit(request, public_id):
    feed = get_object_or_404(Feed.objects.select_related("source"), public_id=public_id)
    initial = {"url": feed.url, "every_minutes": feed.every_minutes, "is_active": feed.is_active}
    form = FeedForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _keep_feed(request, feed.source, form, feed=feed):
        return redirect(feed.source)
    context = {"feed": feed, "form": form}
    return render(request, "pulse_moderation/source_feed_edit.html", context, status=400 if form.errors else 200)


def _keep_feed(request, source, form, feed=None):
    try:
        with transaction.atomic():
            feeds.keep(source, feed=feed, actor=request.user, at=now(), **form.cleaned_data)
    except IntegrityError:
        form.add_error("url", _("This source has that feed already."))
        return False
    messages.success(request, _("Kept. It is read within a minute."))
    return True


@require_safe
def source_delivery(request, public_id):
    delivery = get_object_or_404(Delivery.objects.select_related("source", "key"), public_id=public_id)
    context = {
        "delivery": delivery,
        "status": deliveries.status(delivery),
        "problems": delivery.problems[:PROBLEMS_SHOWN],
        "more": max(0, len(delivery.problems) - PROBLEMS_SHOWN),
    }
    return render(request, "pulse_moderation/source_delivery.html", context)
