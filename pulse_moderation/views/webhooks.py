"""Where the orders to a source go. The secret they are signed with is shown once, on the page that made it."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import kept_forms
from pulse_moderation.forms.orders import WebhookForm
from pulse_moderation.models import Source, Webhook
from pulse_moderation.services import webhooks


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_edit(request, public_id):
    """`public_id` is that of the source."""
    source = get_object_or_404(Source, public_id=public_id)
    webhook = Webhook.objects.filter(source=source).first()
    initial = {"url": webhook.url, "is_active": webhook.is_active} if webhook else {"is_active": True}
    typed = request.POST if request.method == "POST" else kept_forms.restore(request)
    form = WebhookForm(typed, initial=initial, needs_https=settings.PRODUCTION)
    if request.method == "POST" and form.is_valid():
        webhook, secret = webhooks.set_webhook(source, actor=request.user, at=now(), **form.cleaned_data)
        if secret:
            return _secret_page(request, webhook, secret)
        messages.success(request, _("Saved."))
        return redirect("webhook_edit", source.public_id)
    context = {"source": source, "webhook": webhook, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "pulse_moderation/webhook_edit.html", context, status=status)


@require_POST
def webhook_secret(request, public_id):
    """`public_id` is that of the source."""
    webhook = get_object_or_404(Webhook, source__public_id=public_id)
    return _secret_page(request, *webhooks.make_secret(webhook, actor=request.user, at=now()))


def _secret_page(request, webhook, secret):
    context = {"source": webhook.source, "webhook": webhook, "secret": secret}
    return render(request, "pulse_moderation/webhook_secret.html", context, status=201)
