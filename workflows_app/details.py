"""The details of a workflow (everything but its graph) as a sender writes them, checked."""

from datetime import timedelta

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tts.core.errors import Invalid
from tts.core.fields import StrictBoolean, StrictId, StrictInteger, StrictSerializer, StrictText, flat
from workflows_app import durations, thresholds
from workflows_app.graph import sla_problems
from workflows_app.matching import normal
from workflows_app.models import Calendar, EndLogic, Workflow

SLA_FIELDS = ("low_sla", "medium_sla", "high_sla", "urgent_sla")
MATCH_FIELDS = ("department", "category", "sub_category")
MAX_HOURS = 100_000


@extend_schema_field({"type": "string", "pattern": "^[0-9]{1,6}:[0-5][0-9]:[0-5][0-9]$"})
class DurationText(serializers.Field):
    """`HH:MM:SS`, hours unbounded; in Python a timedelta is taken too."""

    def to_internal_value(self, data):
        if isinstance(data, timedelta):
            data = durations.text(data)
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text such as 72:00:00."))
        try:
            return durations.parse(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value):
        return durations.text(value)


class ThresholdSerializer(StrictSerializer):
    """One threshold as a sender writes it. `tell` may be empty: then it is recorded only."""

    percent = StrictInteger(min_value=1, max_value=thresholds.WHOLE)
    tell = serializers.ListField(child=serializers.ChoiceField(choices=list(thresholds.PEOPLE.items())))
    escalate = StrictBoolean(required=False)

    def validate(self, attrs):
        """The row as it is stored. Details may be sent in part, a threshold may not."""
        missing = [name for name in ("percent", "tell") if name not in attrs]
        if missing:
            raise serializers.ValidationError({name: [_("This field is required.")] for name in missing})
        tell = [person for person in thresholds.PEOPLE if person in attrs["tell"]]
        return {"percent": attrs["percent"], "tell": tell, "escalate": attrs.get("escalate", False)}


class DetailsSerializer(StrictSerializer):
    """What may be set of a workflow. No SLA for a priority means no target for it."""

    name = StrictText(max_length=64)
    description = StrictText(max_length=256, blank=True, required=False)
    department = StrictText(max_length=64)
    category = StrictText(max_length=64)
    sub_category = StrictText(max_length=64, blank=True, required=False)
    low_sla = DurationText(required=False, allow_null=True)
    medium_sla = DurationText(required=False, allow_null=True)
    high_sla = DurationText(required=False, allow_null=True)
    urgent_sla = DurationText(required=False, allow_null=True)
    sla_thresholds = ThresholdSerializer(many=True, required=False)
    first_response_percent = StrictInteger(min_value=1, max_value=thresholds.WHOLE, required=False)
    calendar_id = StrictId(required=False, allow_null=True)
    reopen_hours = StrictInteger(min_value=0, max_value=MAX_HOURS, required=False, allow_null=True)
    auto_close_hours = StrictInteger(min_value=0, max_value=MAX_HOURS, required=False, allow_null=True)
    end_logic = serializers.ChoiceField(choices=EndLogic.choices, required=False)

    def validate_sla_thresholds(self, value):
        """In ascending order, ending with the breach."""
        problem = thresholds.problem_of(value)
        if problem is not None:
            raise serializers.ValidationError(problem)
        return value


def checked(details: dict, workflow: Workflow | None = None) -> dict:
    """The values of `details` ready to set; those left out stay as they are (`workflow` None: a new one).

    Raises Invalid naming every field that is wrong.
    """
    serializer = DetailsSerializer(data=details, partial=workflow is not None)
    if not serializer.is_valid():
        raise Invalid(flat(serializer.errors))
    values = dict(serializer.validated_data)
    wrong = _taken(values, workflow) | _unmatchable(values) | _unknown_calendar(values)
    wrong |= _sla_order(values, workflow)
    if wrong:
        raise Invalid(wrong)
    return values


def _taken(values, workflow):
    others = Workflow.objects.exclude(pk=workflow.pk) if workflow else Workflow.objects.all()
    if "name" in values and others.filter(name__iexact=values["name"]).exists():
        return {"name": [_("There is a workflow of this name already.")]}
    return {}


def _unmatchable(values):
    """Lower case can be longer than what was written, and matching keeps lower case."""
    too_long = [name for name in MATCH_FIELDS if len(normal(values.get(name, ""))) > 64]
    return {name: [_("Too long in lower case.")] for name in too_long}


def _unknown_calendar(values):
    given = values.get("calendar_id")
    if given is not None and not Calendar.objects.filter(pk=given).exists():
        return {"calendar_id": [_("There is no such calendar.")]}
    return {}


def _sla_order(values, workflow):
    four = [values[name] if name in values else getattr(workflow, name, None) for name in SLA_FIELDS]
    wrong: dict[str, list[str]] = {}
    for problem in sla_problems(*four):
        wrong.setdefault(problem.field, []).append(problem.message)
    return wrong
