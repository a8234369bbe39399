"""Addresses of lists in templates."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def address_without(context, name: str) -> str:
    """The present address without the filter `name`, on its first page."""
    params = context["request"].GET.copy()
    params.pop(name, None)
    params.pop("page", None)
    return f"?{params.urlencode()}"
