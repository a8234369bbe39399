"""The order of a REST list: each list declares by what it can be ordered; a `-` turns the order round."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Ordering(serializers.ChoiceField):
    """A filter `ordering` with the names that a list declares, each with its column; what has no value comes
    last either way. Reads a name as the arguments of `order_by`."""

    default_error_messages = {"invalid_choice": _("The list has no such order.")}

    def __init__(self, **columns: str):
        self.columns = columns
        names = [sign + name for name in columns for sign in ("", "-")]
        super().__init__(names, required=False, help_text=_("with - the other way round"))

    def to_internal_value(self, data) -> tuple:
        name = super().to_internal_value(data)
        column = F(self.columns[name.lstrip("-")])
        if name.startswith("-"):
            return column.desc(nulls_last=True), "-pk"
        return column.asc(nulls_last=True), "pk"
