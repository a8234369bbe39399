"""REST: comments and files of a ticket."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api import Api, refused, results
from tickets_app.models import Comment

pytestmark = pytest.mark.django_db


def url(ticket, *parts):
    return f"/tickets/{ticket.pk}/" + "".join(f"{part}/" for part in parts)


def test_comments_are_written_answered_changed_judged_and_deleted(ticket, technician, agent, requester):
    mine, other, asker = Api(technician), Api(agent), Api(requester)
    made = mine.post(url(ticket, "comments"), {"text": "**Paper** is out.", "internal": False})
    assert made.status_code == 201
    first = made.json()
    assert (first["text"], first["internal"], first["parent_id"]) == ("**Paper** is out.", False, None)
    assert "<strong>Paper</strong>" in first["html"]
    answer = asker.post(url(ticket, "comments"), {"text": "Thanks", "parent_id": first["id"]}).json()
    assert (answer["parent_id"], answer["thread_id"]) == (first["id"], first["id"])

    one = url(ticket, "comments", first["id"])
    assert other.client.patch(one, {"text": "Mine"}, content_type="application/json").status_code == 403
    changed = mine.client.patch(one, {"text": "Toner"}, content_type="application/json")
    assert changed.json()["text"] == "Toner"
    assert other.post(f"{one}thumb/", {"value": 1}).status_code == 200
    assert refused(other.post(f"{one}thumb/", {"value": 2})) == (400, ["value"])
    assert mine.delete(one).status_code == 200
    listed = results(asker.get(url(ticket, "comments")))
    assert [row["id"] for row in listed] == [first["id"], answer["id"]]
    assert listed[0]["text"] == ""


@pytest.mark.security(27)
def test_internal_ones_are_filtered_and_absent_for_who_asks(ticket, say, technician, requester):
    said, noted = say(technician, "Said"), say(technician, "Noted", internal=True)
    staff = Api(technician)
    for given, found in (
        ({}, [said, noted]),
        ({"internal": "true"}, [noted]),
        ({"internal": "false"}, [said]),
    ):
        rows = results(staff.get(url(ticket, "comments"), **given))
        assert [row["id"] for row in rows] == [comment.pk for comment in found]
    assert results(Api(requester).get(url(ticket, "comments"), internal="true")) == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"text": 1}, ["text"]),
        ({"text": "x", "internal": "yes"}, ["internal"]),
        ({"text": "x", "author": 1}, ["author"]),
        ({"text": "x", "parent_id": 10**15}, ["parent_id"]),
        ({"text": "x", "attachment_ids": [1]}, ["attachment_ids"]),
        ({"text": ""}, ["text"]),
    ],
)
def test_a_body_that_is_wrong_names_the_field(ticket, technician, body, fields):
    assert refused(Api(technician).post(url(ticket, "comments"), body)) == (400, fields)
    assert not Comment.objects.exists()


def test_a_stranger_finds_neither_ticket_nor_comment(ticket, say, technician, outsider):
    comment = say(technician, "Said")
    api = Api(outsider)
    assert api.get(url(ticket, "comments")).status_code == 404
    assert api.get(url(ticket, "comments", comment.pk)).status_code == 404
    assert api.post(url(ticket, "comments"), {"text": "x"}).status_code == 404
    assert api.post(url(ticket, "comments", comment.pk, "thumb"), {"value": 1}).status_code == 404


def test_files_wait_for_their_comment_or_stand_on_the_ticket(ticket, technician, requester):
    mine, asker = Api(technician), Api(requester)
    address = url(ticket, "attachments")

    def put(name, **more):
        return mine.client.post(address, {"file": SimpleUploadedFile(name, b"toner"), **more})

    waiting = put("waiting.txt", waiting="true").json()
    assert results(asker.get(address)) == []
    body = {"text": "See", "internal": False, "attachment_ids": [waiting["id"]]}
    sent = mine.post(url(ticket, "comments"), body).json()
    assert [file["name"] for file in sent["attachments"]] == ["waiting.txt"]
    assert put("own.txt").status_code == 201
    assert put("note.txt", internal="true").status_code == 201
    names = [row["name"] for row in results(asker.get(address))]
    assert names == ["waiting.txt", "own.txt"]
    content = asker.client.get(waiting["content"])
    assert b"".join(content.streaming_content) == b"toner"
    assert refused(mine.client.post(address, {})) == (400, ["file"])


def test_a_comment_takes_few_statements(ticket, technician, django_assert_max_num_queries):
    api = Api(technician)
    with django_assert_max_num_queries(29):  # on PostgreSQL fewer
        answer = api.post(url(ticket, "comments"), {"text": "Paper"}, **{"Idempotency-Key": "paper"})
    assert answer.status_code == 201
