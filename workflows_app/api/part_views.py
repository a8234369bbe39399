"""REST: the steps and transitions of drafts."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from tts.core.api_views import ApiView, Filters
from tts.core.fields import StrictId, StrictSerializer
from tts.core.middleware import actor_of
from tts.core.paging import Paged
from workflows_app import drafts
from workflows_app.access import READS_WORKFLOWS, readable_workflows, with_draft_right
from workflows_app.api import examples, parts
from workflows_app.graph_input import EdgeSerializer, NodeSerializer
from workflows_app.models import Step, Transition


class OfWorkflow(StrictSerializer):
    """Which workflow a new part belongs to."""

    workflow_id = StrictId()


class PartFilter(Filters):
    """What a list may be narrowed by."""

    workflow_id = serializers.IntegerField(required=False)


class StepShape(NodeSerializer):
    """A step of a draft."""

    step_id = StrictId(read_only=True)
    workflow_id = StrictId()


class TransitionShape(EdgeSerializer):
    """A transition of a draft; its ends are `from_id` and `to_id`."""

    transition_id = StrictId(read_only=True)
    workflow_id = StrictId()


class PartView(Paged, ApiView):
    """What the views of steps and transitions share."""

    policy = READS_WORKFLOWS

    def rows(self, model):
        """The parts of all drafts that the person may see, in order; narrowed by `?workflow_id=`."""
        seen = with_draft_right(self.request.user, list(readable_workflows(self.request.user)))
        wanted = self.filters(PartFilter).get("workflow_id")
        ids = seen if wanted is None else seen & {wanted}
        return model.objects.filter(workflow_id__in=ids).order_by("workflow_id", "pk")

    def new(self):
        """(workflow, the values of the new part) of the body."""
        values = self.body()
        given = OfWorkflow(data={key: values.pop(key) for key in ("workflow_id",) if key in values})
        given.is_valid(raise_exception=True)
        return parts.draft_for_read(self.request.user, given.validated_data["workflow_id"]), values

    def body(self) -> dict:
        """The body, which must be an object."""
        return dict(serializers.DictField().run_validation(self.request.data))

    def part(self, model, part_id):
        return parts.part_for_read(self.request.user, model, part_id)


def _step(row):
    return parts.step_data(row.workflow_id, drafts.step_of(row))


def _transition(row):
    return parts.transition_data(row.workflow_id, drafts.edge_of(row))


class Steps(PartView):
    """Steps of drafts."""

    @extend_schema(operation_id="steps_list", parameters=[PartFilter], responses=StepShape(many=True))
    def get(self, request):
        """The steps of the drafts that you may see."""
        return self.paged(self.rows(Step), StepShape, lambda page: [_step(row) for row in page])

    @extend_schema(
        operation_id="steps_create",
        request=StepShape,
        responses={201: StepShape},
        examples=examples.NEW_STEP,
    )
    def post(self, request):
        """Add a step to a draft."""
        return Response(parts.add_step(actor_of(request), *self.new()), status=status.HTTP_201_CREATED)


class OneStep(PartView):
    """One step of a draft."""

    @extend_schema(operation_id="steps_retrieve", responses=StepShape)
    def get(self, request, step_id):
        """It, as the draft has it."""
        return Response(_step(self.part(Step, step_id)))

    @extend_schema(
        operation_id="steps_update",
        request=NodeSerializer(partial=True),
        responses=StepShape,
        examples=examples.CHANGED_STEP,
    )
    def put(self, request, step_id):
        """Change the values that are given."""
        return Response(parts.change_step(actor_of(request), self.part(Step, step_id), self.body()))

    @extend_schema(
        operation_id="steps_partial_update",
        request=NodeSerializer(partial=True),
        responses=StepShape,
        examples=examples.CHANGED_STEP,
    )
    def patch(self, request, step_id):
        """Change the values that are given."""
        return self.put(request, step_id)

    @extend_schema(operation_id="steps_delete", responses={204: None})
    def delete(self, request, step_id):
        """Take it out of the draft, with its transitions; tickets that run keep it."""
        parts.remove_step(actor_of(request), self.part(Step, step_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Transitions(PartView):
    """Transitions of drafts."""

    @extend_schema(
        operation_id="transitions_list", parameters=[PartFilter], responses=TransitionShape(many=True)
    )
    def get(self, request):
        """The transitions of the drafts that you may see."""
        rows = self.rows(Transition)
        return self.paged(rows, TransitionShape, lambda page: [_transition(row) for row in page])

    @extend_schema(
        operation_id="transitions_create",
        request=TransitionShape,
        responses={201: TransitionShape},
        examples=examples.NEW_TRANSITION,
    )
    def post(self, request):
        """Add a transition to a draft, between `from_id` and `to_id`."""
        return Response(parts.add_edge(actor_of(request), *self.new()), status=status.HTTP_201_CREATED)


class OneTransition(PartView):
    """One transition of a draft."""

    @extend_schema(operation_id="transitions_retrieve", responses=TransitionShape)
    def get(self, request, transition_id):
        """It, as the draft has it."""
        return Response(_transition(self.part(Transition, transition_id)))

    @extend_schema(operation_id="transitions_delete", responses={204: None})
    def delete(self, request, transition_id):
        """Take it out of the draft; tickets that run keep it."""
        parts.remove_edge(actor_of(request), self.part(Transition, transition_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
