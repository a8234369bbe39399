"""REST: workflows."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tts.core.api_views import ApiView
from tts.core.middleware import actor_of
from tts.core.paging import Paged
from workflows_app import actions
from workflows_app.access import READS_WORKFLOWS, workflow_for_read
from workflows_app.api import examples
from workflows_app.api import serializers as shapes
from workflows_app.api.answers import detail_answer, graph_answer, saved_answer, versions_of
from workflows_app.listing import narrowed, shown, shown_to


class WorkflowView(ApiView):
    """What all views of workflows share."""

    policy = READS_WORKFLOWS

    def workflow(self, workflow_id):
        """The workflow, if the person may read it."""
        return workflow_for_read(self.request.user, workflow_id)[0]

    def answer(self, workflow_id):
        """The details of the workflow as it is now, as the person may see them."""
        workflow = shown(*workflow_for_read(self.request.user, workflow_id))
        return Response(shapes.WorkflowSerializer(workflow).data)


class Workflows(Paged, WorkflowView):
    """All workflows, and new ones."""

    @extend_schema(
        operation_id="workflows_list",
        parameters=[shapes.WorkflowFilter],
        responses=shapes.WorkflowSerializer(many=True),
    )
    def get(self, request):
        """The workflows that you may open, by name."""
        filters = self.filters(shapes.WorkflowFilter)
        found = narrowed(request.user, **filters)
        return self.paged(found, shapes.WorkflowSerializer, lambda page: shown_to(request.user, page))

    @extend_schema(
        operation_id="workflows_create",
        request=shapes.NewWorkflow,
        responses={201: shapes.SavedAnswer},
        examples=examples.NEW_WORKFLOW,
    )
    def post(self, request):
        """Make a draft. Its graph may still have errors: they are listed in the answer."""
        body = _checked(shapes.NewWorkflowBody, request.data)
        saved = actions.receive_workflow(actor_of(request), body["workflow"], body.get("graph"))
        return Response(saved_answer(saved), status=status.HTTP_201_CREATED)


class OneWorkflow(WorkflowView):
    """One workflow."""

    has_etag = True

    @extend_schema(operation_id="workflows_retrieve", responses=shapes.WorkflowSerializer)
    def get(self, request, workflow_id):
        """Its details."""
        return self.answer(workflow_id)

    @extend_schema(operation_id="workflows_delete", responses={204: None})
    def delete(self, request, workflow_id):
        """Delete a draft that was never published; anything else is 409."""
        actions.delete_draft(actor_of(request), self.workflow(workflow_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Graph(WorkflowView):
    """The graph of a workflow."""

    has_etag = True

    @extend_schema(operation_id="workflows_graph", responses=shapes.GraphAnswer)
    def get(self, request, workflow_id):
        """The draft graph for whom the draft is shown to, else that of the active version."""
        return Response(graph_answer(*workflow_for_read(request.user, workflow_id)))


class Detail(WorkflowView):
    """Everything about a workflow."""

    @extend_schema(operation_id="workflows_detail", responses=shapes.DetailAnswer)
    def get(self, request, workflow_id):
        """Details, graph, problems and versions."""
        return Response(detail_answer(*workflow_for_read(request.user, workflow_id)))


class Versions(Paged, WorkflowView):
    """The published versions of a workflow."""

    @extend_schema(operation_id="workflows_versions", responses=shapes.VersionSerializer(many=True))
    def get(self, request, workflow_id):
        """Newest first."""
        return self.paged(versions_of(self.workflow(workflow_id)), shapes.VersionSerializer)


class UpdateDetails(WorkflowView):
    """The details of the draft."""

    @extend_schema(
        operation_id="workflows_update_details",
        request=shapes.DetailsUpdate(partial=True),
        responses=shapes.WorkflowSerializer,
        examples=examples.UPDATE_DETAILS,
    )
    def put(self, request, workflow_id):
        """Change the details that are given; nothing that runs changes."""
        revision = _checked(shapes.Revised, request.data).get("revision")
        details = {name: value for name, value in request.data.items() if name != "revision"}
        workflow = self.workflow(workflow_id)
        saved = actions.update_details(actor_of(request), workflow, details, revision)
        return Response(shapes.WorkflowSerializer(saved).data)

    def replaced(self, request, workflow_id):
        return self.answer(workflow_id)


class UpdateGraph(WorkflowView):
    """The graph of the draft."""

    @extend_schema(
        operation_id="workflows_update_graph",
        request=shapes.GraphUpdate,
        responses=shapes.SavedAnswer,
        examples=examples.UPDATE_GRAPH,
    )
    def put(self, request, workflow_id):
        """Make the draft graph the given one; nothing that runs changes.

        What names an `id` of the draft, or of the active version, is kept or comes back under it.
        """
        revision = _checked(shapes.GraphBody, request.data).get("revision")
        graph = {name: value for name, value in request.data.items() if name != "revision"}
        workflow = self.workflow(workflow_id)
        saved = actions.save_graph(actor_of(request), workflow, graph, revision)
        return Response(saved_answer(saved))

    def replaced(self, request, workflow_id):
        return Response(graph_answer(*workflow_for_read(request.user, workflow_id)))


class StatusChange(WorkflowView):
    """An action that changes the status and takes no further facts."""

    def change(self, action, workflow_id):
        action(actor_of(self.request), self.workflow(workflow_id))
        return self.answer(workflow_id)


class Deploy(StatusChange):
    """Readiness."""

    @extend_schema(operation_id="workflows_deploy", request=None, responses=shapes.WorkflowSerializer)
    def post(self, request, workflow_id):
        """Declare a draft ready; refused with every error of its graph."""
        return self.change(actions.deploy, workflow_id)


class Pause(StatusChange):
    """Pausing."""

    @extend_schema(operation_id="workflows_pause", request=None, responses=shapes.WorkflowSerializer)
    def post(self, request, workflow_id):
        """Take no new tickets; what runs is finished."""
        return self.change(actions.pause, workflow_id)


class Resume(StatusChange):
    """Going on."""

    @extend_schema(operation_id="workflows_resume", request=None, responses=shapes.WorkflowSerializer)
    def post(self, request, workflow_id):
        """Take tickets again."""
        return self.change(actions.resume, workflow_id)


class Initialize(WorkflowView):
    """Publishing."""

    @extend_schema(
        operation_id="workflows_initialize", request=shapes.Publication, responses=shapes.WorkflowSerializer
    )
    def post(self, request, workflow_id):
        """Publish the draft as the next version; refused with every error of its graph."""
        note = _checked(shapes.Publication, request.data).get("note", "")
        actions.initialize(actor_of(request), self.workflow(workflow_id), note)
        return self.answer(workflow_id)


def _checked(shape, data) -> dict:
    """`data` as `shape` reads it; raises a ValidationError naming what is wrong."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
