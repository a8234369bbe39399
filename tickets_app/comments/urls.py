"""Pages and parts of pages of a ticket's conversation."""

from django.urls import path

from tickets_app.comments.views import composing, conversation, files, one, waiting

TALK = "ticket/<ticket_number:number>/conversation/"

urlpatterns = [
    path(TALK, conversation.conversation, name="conversation"),
    path(f"{TALK}earlier/<int:before>/", conversation.earlier, name="conversation_earlier"),
    path(f"{TALK}changes/", conversation.changes, name="conversation_changes"),
    path(f"{TALK}say/", composing.say, name="comment_say"),
    path(f"{TALK}draft/", composing.draft, name="comment_draft"),
    path(f"{TALK}preview/", composing.preview, name="comment_preview"),
    path(f"{TALK}people/", composing.people, name="comment_people"),
    path(f"{TALK}files/", files.upload, name="file_upload"),
    path("comments/<int:pk>/edit/", one.edit, name="comment_edit"),
    path("comments/<int:pk>/delete/", one.delete, name="comment_delete"),
    path("comments/<int:pk>/thumb/", one.thumb, name="comment_thumb"),
    path("new/files/", waiting.upload, name="new_files"),
    path("new/files/<int:pk>/", waiting.content, name="new_file"),
    path("new/files/<int:pk>/remove/", waiting.remove, name="new_file_remove"),
    path("files/<int:pk>/", files.content, name="file"),
    path("files/<int:pk>/text/", files.text, name="file_text"),
    path("files/<int:pk>/remove/", files.remove, name="file_remove"),
]
