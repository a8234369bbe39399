"""How a web process answers: a request whole in one of a few threads, and nothing left behind."""

import threading

import pytest
from channels.testing import HttpCommunicator
from django.core import signals
from django.db import connections

from tests.comments.test_files import put, sent
from tests.factories import make_ticket
from tests.live.scenes import HOST, PATIENCE, cookie_of, play
from tts.asgi import application

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),  # Django reads the file whole
]


def ask(path, cookie="", method="GET", body=b""):
    """(status, body) of what the application answers, asked as the web server does."""
    headers = [(b"host", HOST.encode()), (b"cookie", cookie.encode())]

    async def scene():
        wire = HttpCommunicator(application, method, path, headers=headers)
        await wire.send_input({"type": "http.request", "body": body})
        status, parts, more = (await wire.receive_output(PATIENCE))["status"], [], True
        while more:
            part = await wire.receive_output(PATIENCE)
            parts.append(part.get("body", b""))
            more = part.get("more_body", False)
        await wire.wait(PATIENCE)
        return status, b"".join(parts)

    return play(scene)


@pytest.fixture
def seen():
    """The (signal, thread, whether it holds a connection then) of each request that begins and ends."""
    found = []

    def started(**kwargs):
        found.append(("started", threading.current_thread().name, connections["default"].connection))

    def finished(**kwargs):
        found.append(("finished", threading.current_thread().name, connections["default"].connection))

    signals.request_started.connect(started)
    signals.request_finished.connect(finished)
    yield found
    signals.request_started.disconnect(started)
    signals.request_finished.disconnect(finished)


def test_a_request_is_worked_on_in_one_thread_from_beginning_to_end(agent, seen):
    status, body = ask("/inbox/", cookie_of(agent))
    assert (status, b"My work" in body) == (200, True)
    (began, thread, _none), (ended, same, connection) = seen[-2:]
    assert (began, ended) == ("started", "finished")
    assert thread == same
    assert thread.startswith("request")
    assert connection is None  # given back


def test_a_file_is_sent_whole_and_its_request_ends(version, agent, seen, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ticket = make_ticket()
    content = b"All of it. " * 20_000
    row = put(agent, ticket, sent(content, "long.txt"))
    assert ask(f"/files/{row.pk}/", cookie_of(agent)) == (200, content)
    assert [name for name, _thread, _connection in seen[-2:]] == ["started", "finished"]


def test_who_is_not_signed_in_is_sent_to_do_so():
    assert ask("/inbox/")[0] == 302


def test_a_broken_request_is_refused(agent):
    assert ask("/tickets/", cookie_of(agent), "POST", b"{")[0] == 403  # from no page of ours
