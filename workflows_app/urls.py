"""Pages of workflows."""

from django.urls import path

from workflows_app import views
from workflows_app.editor import sharing, starting, versions
from workflows_app.editor import views as editor

ONE = "designer/<int:workflow_id>/"

urlpatterns = [
    path("designer/", views.workflow_list, name="workflow_list"),
    path(ONE, views.workflow, name="workflow"),
    path(f"{ONE}v/<int:number>/", views.version, name="workflow_version"),
    path(f"{ONE}publish/", views.publish, name="workflow_publish"),
    path(f"{ONE}deploy/", views.deploy, name="workflow_deploy"),
    path(f"{ONE}pause/", views.pause, name="workflow_pause"),
    path(f"{ONE}resume/", views.resume, name="workflow_resume"),
    path(f"{ONE}archive/", views.archive, name="workflow_archive"),
    path(f"{ONE}unarchive/", views.unarchive, name="workflow_unarchive"),
    path(f"{ONE}delete/", views.delete, name="workflow_delete"),
    path(f"{ONE}edit/", editor.edit, name="workflow_edit"),
    path(f"{ONE}draft/", editor.draft, name="workflow_draft"),
    path(f"{ONE}presence/", editor.presence, name="workflow_presence"),
    path(f"{ONE}compare/", versions.compare, name="workflow_compare"),
    path(f"{ONE}v/<int:number>/drawing/", versions.drawing, name="workflow_drawing"),
    path(f"{ONE}v/<int:number>/restore/", versions.restore, name="workflow_restore"),
    path(f"{ONE}sharing/", sharing.sharing, name="workflow_sharing"),
    path(f"{ONE}clone/", starting.clone, name="workflow_clone"),
    path(f"{ONE}export/", starting.export, name="workflow_export"),
    path("designer/new/", starting.new, name="workflow_new"),
    path("designer/import/", starting.import_file, name="workflow_import"),
    path("designer/copy/", editor.copy, name="workflow_copy"),
    path("designer/markdown/", editor.preview, name="workflow_markdown"),
    path("designer/condition/", editor.condition, name="condition_words"),
]
