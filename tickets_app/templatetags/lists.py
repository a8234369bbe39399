"""Addresses of lists in templates, and what can be done from their rows."""

from collections.abc import Iterable

from django import template

from tickets_app.views.verbs import VERBS, Verb

register = template.Library()


@register.simple_tag(takes_context=True)
def address_without(context, name: str) -> str:
    """The present address without the filter `name`, on its first page."""
    params = context["request"].GET.copy()
    params.pop(name, None)
    params.pop("page", None)
    return f"?{params.urlencode()}"


@register.filter
def acts(names: Iterable[str]) -> list[tuple[str, Verb]]:
    """The verbs called `names`, with their words and symbols."""
    return [(name, VERBS[name]) for name in names]
