"""Names for workflows that are made of others."""

from django.utils.translation import gettext as _

from workflows_app.models import Workflow

MAX_NAME = 64


def free_name(name: str, copy: bool = False) -> str:
    """`name`, marked as a copy if asked; with a number where it is taken. At most 64 characters."""
    base = f"{name} ({_('copy')})" if copy else name
    found, number = base[:MAX_NAME], 1
    while Workflow.objects.filter(name__iexact=found).exists():
        number += 1
        mark = f" {number}"
        found = base[: MAX_NAME - len(mark)] + mark
    return found
