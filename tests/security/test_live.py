"""What somebody says is theirs, of the kind that the server found it to be."""

import pytest

from tests.api import Api
from tests.comments.conftest import media, say, ticket
from tests.tickets.pages import page_as
from tickets_app.models import Comment
from tts.core.models import AuditEvent

__all__ = ["media", "say", "ticket"]
pytestmark = pytest.mark.django_db
FORGED = {
    "author": 1,
    "author_id": 1,
    "created_at": "2001-01-01T00:00:00Z",
    "type": "system",
    "id": 7,
    "edited": True,
}


@pytest.mark.security(29)
def test_author_and_time_of_a_comment_are_the_servers_own(ticket, technician, admin):
    forged = {**FORGED, "author": admin.pk, "author_id": admin.pk, "text": "Hello", "internal": False}
    answer = Api(technician).post(f"/tickets/{ticket.pk}/comments/", forged)
    if answer.status_code == 201:
        comment = Comment.objects.get()
        assert (comment.author, comment.created_at.year > 2001) == (technician, True)
        assert AuditEvent.objects.get(action="comment.added").actor == technician
    else:
        assert (answer.status_code, Comment.objects.count()) == (400, 0)


@pytest.mark.security(30)
def test_the_comment_of_somebody_else_is_not_changed(ticket, say, technician, agent, admin):
    comment = say(technician, "Mine")
    for person in (agent, admin):
        answer = page_as(person).post(f"/comments/{comment.pk}/edit/", {"text": "Theirs"})
        assert answer.status_code == 403
    comment.refresh_from_db()
    assert comment.text == "Mine"
