"""The two chips that say where a duty comes from: solid for the policy, dashed for what is ours. No queries."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from policy import catalogue

register = template.Library()


@register.simple_tag
def cite(id):
    """A chip for a clause ("B.2.c") or statement ("B.2.a/2"), linked to the clause. Nothing for an empty id.

    An unknown id raises UnknownClause, except in production, where it is shown without a link.
    """
    if not id:
        return ""
    try:
        clause, label = catalogue.clause(id), catalogue.label(id)
    except catalogue.UnknownClause:
        if not settings.PRODUCTION:
            raise
        return format_html('<span class="chip">{}</span>', id)
    address = reverse("policy_clause", args=[clause.id])
    return format_html('<a class="chip" href="{}" title="{}">{}</a>', address, label, id)


@register.simple_tag
def ours(text):
    """A dashed chip: a target or control of DYS, or a law, that the policy itself does not state."""
    return format_html('<span class="chip chip-ours">{}</span>', text)


@register.simple_tag
def term(name):
    """A term of the glossary (A.1), linked to its meaning, which also shows on hover. Raises for an unknown one."""
    definition = next((row for row in catalogue.catalogue().definitions if row.term == name), None)
    if definition is None:
        raise catalogue.UnknownClause(f"A.1 {name}")
    address = f"{reverse('policy_home')}#{definition.slug}"
    return format_html('<a class="term" href="{}" title="{}">{}</a>', address, definition.text, name)
