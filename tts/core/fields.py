"""Serializer fields that take a value of their own JSON type only: no number as text, no truth as number.

Plain DRF fields turn 5 into "5", "5" into 5 and true into 1, so that a mistake of the sender is stored
instead of being told.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class StrictText(serializers.CharField):
    """Text only, trimmed. `blank=True` is short for allow_blank."""

    default_error_messages = {"invalid": _("This must be text.")}

    def __init__(self, *, blank: bool = False, **options):
        super().__init__(allow_blank=blank, **options)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictInteger(serializers.IntegerField):
    """A whole JSON number only."""

    default_error_messages = {"invalid": _("This must be a whole number.")}

    def to_internal_value(self, data):
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictId(StrictInteger):
    """An id: a whole number that the database can look up."""

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class StrictNumber(serializers.FloatField):
    """A finite JSON number only."""

    default_error_messages = {"invalid": _("This must be a number.")}

    def to_internal_value(self, data):
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        number = super().to_internal_value(data)
        if number != number or abs(number) > 1e15:
            self.fail("invalid")
        return number


class StrictBoolean(serializers.BooleanField):
    """true or false only."""

    default_error_messages = {"invalid": _("This must be true or false.")}

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class StrictSerializer(serializers.Serializer):
    """A serializer that refuses fields it does not know, so that a misspelt one is told, not dropped."""

    default_error_messages = {"unknown": _("There is no field of this name.")}

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data):
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = [str(name)[:80] for name in data if name not in known]
        if unknown:
            message = str(self.error_messages["unknown"])
            raise serializers.ValidationError({name: [message] for name in unknown})


def flat(detail, path: str = "") -> dict[str, list[str]]:
    """A serializer's nested errors by path: {"nodes[2].role_id": ["..."]}."""
    found: dict[str, list[str]] = {}
    for place, message in _walk(detail, path):
        found.setdefault(place or "body", []).append(message)
    return found


def _walk(detail, path) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _walk(inner, _inside(path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _walk(inner, f"{path}[{index}]" if nested else path)
    else:
        yield path, str(detail)


def _inside(path, name):
    if isinstance(name, int):
        return f"{path}[{name}]"
    return path if name == "non_field_errors" else f"{path}.{name}".strip(".")
