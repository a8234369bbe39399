"""An edit by REST that names what it read is refused when that has changed."""

import threading

import pytest
from django.db import connection

from tests.api import Api, refused
from tests.factories import make_ticket
from tickets_app.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(version):
    return make_ticket(version, subject="Printer")


def put(api, path, body, etag):
    return api.client.put(path, body, content_type="application/json", headers={"If-Match": etag})


def test_an_edit_of_what_was_read_is_done(ticket, coordinator):
    api, path = Api(coordinator), f"/tickets/{ticket.pk}/"
    etag = api.get(path)["ETag"]
    assert api.get(path)["ETag"] == etag
    answer = put(api, path, {"subject": "Scanner"}, etag)
    assert answer.status_code == 200
    assert api.get(path)["ETag"] != etag


def test_an_edit_of_what_has_changed_is_refused(ticket, coordinator, admin):
    path = f"/tickets/{ticket.pk}/"
    etag = Api(coordinator).get(path)["ETag"]
    Api(admin).put(path, {"subject": "Copier"})
    assert refused(put(Api(coordinator), path, {"subject": "Scanner"}, etag)) == (412, [])
    ticket.refresh_from_db()
    assert ticket.subject == "Copier"


def test_a_comment_is_changed_as_it_was_read(ticket, agent):
    api, place = Api(agent), f"/tickets/{ticket.pk}/comments/"
    path = f"{place}{api.post(place, {'text': 'It smokes.'}).json()['id']}/"
    etag = api.get(path)["ETag"]

    def patched(text, etag):
        headers = {"If-Match": etag}
        return api.client.patch(path, {"text": text}, content_type="application/json", headers=headers)

    assert patched("It burns.", etag).status_code == 200
    assert refused(patched("It smokes again.", etag)) == (412, [])
    assert api.get(path).json()["text"] == "It burns."


@pytest.mark.parametrize("etag", ["*", '"nonsense", *'])
def test_any_state_will_do_only_for_a_star(ticket, coordinator, etag):
    answer = put(Api(coordinator), f"/tickets/{ticket.pk}/", {"subject": "Scanner"}, etag)
    assert answer.status_code == (200 if etag == "*" else 412)


def test_what_one_may_not_see_is_404_first(ticket, outsider):
    assert refused(put(Api(outsider), f"/tickets/{ticket.pk}/", {}, '"x"')) == (404, [])


def test_details_and_graph_of_a_workflow_have_their_own(version, designer, admin):
    api, path = Api(admin), f"/workflows/{version.workflow_id}/"
    for read, write in ((path, "update-details/"), (f"{path}graph/", "update-graph/")):
        etag = api.get(read)["ETag"]
        body = {"description": "New"} if write == "update-details/" else api.get(read).json()
        body = {name: body[name] for name in ("description", "nodes", "edges") if name in body}
        assert put(api, path + write, body, '"stale"').status_code == 412
        assert put(api, path + write, body, etag).status_code == 200


def test_nothing_is_sent_again_that_the_asker_has(ticket, coordinator):
    api, path = Api(coordinator), f"/tickets/{ticket.pk}/"
    etag = api.get(path)["ETag"]
    answer = api.client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_time_one_wins(version, coordinator):
    ticket = make_ticket(version)
    path = f"/tickets/{ticket.pk}/"
    etag = Api(coordinator).get(path)["ETag"]
    ready, answers = threading.Barrier(6), []

    def edit(number):
        api = Api(coordinator)
        ready.wait(10)
        answers.append(put(api, path, {"subject": f"Edit {number}"}, etag).status_code)
        connection.close()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 412, 412, 412, 412, 412]
    assert Ticket.objects.get().subject.startswith("Edit")
