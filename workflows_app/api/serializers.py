"""Workflows as the REST API shows them; what it takes is checked by `details` and `graph_input`."""

from rest_framework import serializers

from tts.core.api_views import Filters
from tts.core.fields import StrictInteger, StrictSerializer, StrictText
from tts.core.ordering import Ordering
from workflows_app.details import DetailsSerializer, DurationText, ThresholdSerializer
from workflows_app.graph_input import GraphSerializer
from workflows_app.models import Workflow, WorkflowStatus, WorkflowVersion

DEFINITION = (
    "name",
    "department",
    "category",
    "sub_category",
    "low_sla",
    "medium_sla",
    "high_sla",
    "urgent_sla",
    "sla_thresholds",
    "first_response_percent",
    "calendar_id",
    "reopen_hours",
    "auto_close_hours",
    "end_logic",
)


class SlaFields(serializers.Serializer):
    """The four durations as HH:MM:SS, and the thresholds of the clocks."""

    low_sla = DurationText(allow_null=True)
    medium_sla = DurationText(allow_null=True)
    high_sla = DurationText(allow_null=True)
    urgent_sla = DurationText(allow_null=True)
    sla_thresholds = ThresholdSerializer(many=True)


class WorkflowSerializer(SlaFields, serializers.ModelSerializer):
    """A workflow. `active_version` is the number of the version that new tickets run on; `has_changes`:
    the draft differs from it; `revision` counts edits of the draft."""

    workflow_id = serializers.IntegerField(source="pk")
    active_version = serializers.IntegerField(source="active_version.number", allow_null=True, default=None)
    created_by = serializers.CharField(source="created_by.full_name", allow_null=True, default=None)

    class Meta:
        model = Workflow
        fields = (
            "id",
            "workflow_id",
            *DEFINITION,
            "description",
            "status",
            "active_version",
            "has_changes",
            "revision",
            "created_by",
            "created_at",
            "updated_at",
        )


class VersionSerializer(SlaFields, serializers.ModelSerializer):
    """A published version."""

    version_id = serializers.IntegerField(source="pk")
    is_active = serializers.SerializerMethodField()
    published_by = serializers.CharField(source="published_by.full_name", allow_null=True, default=None)

    class Meta:
        model = WorkflowVersion
        fields = (
            "version_id",
            "number",
            "is_active",
            *DEFINITION,
            "published_at",
            "published_by",
            "note",
        )

    def get_is_active(self, version) -> bool:
        return version.pk == version.workflow.active_version_id


class ProblemSerializer(serializers.Serializer):
    """What is wrong with a graph. An error forbids deploying; warning and hint do not."""

    kind = serializers.CharField()
    level = serializers.ChoiceField(choices=("error", "warning", "hint"))
    message = serializers.CharField()
    step_id = serializers.IntegerField(allow_null=True)
    edge_id = serializers.IntegerField(allow_null=True)


class GraphAnswer(GraphSerializer):
    """A stored graph. `version` is the number of the published version it is of, null for the draft."""

    revision = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True)
    problems = ProblemSerializer(many=True)


class DetailAnswer(WorkflowSerializer):
    """A workflow with its graph and versions."""

    graph = GraphSerializer()
    problems = ProblemSerializer(many=True)
    versions = VersionSerializer(many=True)

    class Meta(WorkflowSerializer.Meta):
        fields = (*WorkflowSerializer.Meta.fields, "graph", "problems", "versions")


class SavedAnswer(WorkflowSerializer):
    """A saved draft: for each `temp_id` that was sent, the id that its step got."""

    graph = GraphSerializer()
    problems = ProblemSerializer(many=True)
    temp_id_mapping = serializers.DictField(child=serializers.IntegerField())

    class Meta(WorkflowSerializer.Meta):
        fields = (*WorkflowSerializer.Meta.fields, "graph", "problems", "temp_id_mapping")


class NewWorkflow(StrictSerializer):
    """A workflow to be made: details, and a graph whose nodes the sender names by `temp_id`."""

    workflow = DetailsSerializer()
    graph = GraphSerializer(required=False, allow_null=True)


class NewWorkflowBody(StrictSerializer):
    """The outer shape of NewWorkflow; the inner ones are checked by the action."""

    workflow = serializers.DictField()
    graph = serializers.DictField(required=False, allow_null=True)


class Revised(serializers.Serializer):
    """The revision that the sender saw, if given."""

    revision = StrictInteger(required=False, allow_null=True)


class GraphBody(Revised):
    """The outer shape of GraphUpdate: a graph is always sent whole."""

    nodes = serializers.ListField()
    edges = serializers.ListField()


class DetailsUpdate(DetailsSerializer):
    """Details to change; those left out stay. `revision`: refused if the draft has moved on."""

    revision = StrictInteger(required=False)


class GraphUpdate(GraphSerializer):
    """The whole graph as it is to be; nodes and edges that are kept name their `id`."""

    revision = StrictInteger(required=False)


class Publication(StrictSerializer):
    """What is new in this version."""

    note = StrictText(max_length=256, blank=True, required=False)


class WorkflowFilter(Filters):
    """What a list of workflows may be narrowed by; an empty one narrows nothing."""

    ordering = Ordering(name="name", created_at="created_at", updated_at="updated_at")
    status = serializers.ChoiceField(choices=WorkflowStatus.choices, required=False)
    department = serializers.CharField(required=False)
    category = serializers.CharField(required=False)
    search = serializers.CharField(
        required=False, help_text="words of name, description, department or category"
    )
