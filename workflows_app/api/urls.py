"""REST routes of workflows."""

from django.urls import path

from workflows_app.api import part_views, views

ONE = "workflows/<int:workflow_id>/"

urlpatterns = [
    path("workflows/", views.Workflows.as_view(), name="api_workflows"),
    path(ONE, views.OneWorkflow.as_view(), name="api_workflow"),
    path(f"{ONE}graph/", views.Graph.as_view(), name="api_workflow_graph"),
    path(f"{ONE}detail/", views.Detail.as_view(), name="api_workflow_detail"),
    path(f"{ONE}versions/", views.Versions.as_view(), name="api_workflow_versions"),
    path(f"{ONE}update-details/", views.UpdateDetails.as_view(), name="api_workflow_update_details"),
    path(f"{ONE}update-graph/", views.UpdateGraph.as_view(), name="api_workflow_update_graph"),
    path(f"{ONE}deploy/", views.Deploy.as_view(), name="api_workflow_deploy"),
    path(f"{ONE}initialize/", views.Initialize.as_view(), name="api_workflow_initialize"),
    path(f"{ONE}pause/", views.Pause.as_view(), name="api_workflow_pause"),
    path(f"{ONE}resume/", views.Resume.as_view(), name="api_workflow_resume"),
    path("steps/", part_views.Steps.as_view(), name="api_steps"),
    path("steps/<int:step_id>/", part_views.OneStep.as_view(), name="api_step"),
    path("transitions/", part_views.Transitions.as_view(), name="api_transitions"),
    path("transitions/<int:transition_id>/", part_views.OneTransition.as_view(), name="api_transition"),
]
