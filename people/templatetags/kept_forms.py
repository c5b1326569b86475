"""{% author_token %}: the hidden field with which a long form survives an expired login (people/kept_forms.py)."""

from django import template
from django.utils.html import format_html

from people import kept_forms

register = template.Library()


@register.simple_tag(takes_context=True)
def author_token(context, page=""):
    """Stands inside the form. `page`: the address that shows the form, where it is not the address of this page."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ""
    token = kept_forms.author_token(request.user, page or _address(request))
    return format_html('<input type="hidden" name="{}" value="{}">', kept_forms.FIELD, token)


def _address(request):
    """The address of this page, without the form it may have been restored from."""
    query = request.GET.copy()
    query.pop(kept_forms.PARAMETER, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
