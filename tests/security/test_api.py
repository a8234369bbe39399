"""Lists take declared orders and filters only, nothing is too large, and no answer holds a secret."""

import re
from itertools import product

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.response import Response

from tests.api import Api, refused, results
from tests.core.test_api_conventions import rest_views
from tests.factories import PASSWORD, by, make_ticket
from tickets_app.models import Ticket
from tts.accounts import api_tokens
from tts.core import audit

pytestmark = pytest.mark.django_db
LISTS = [
    path for path, view in rest_views()
    if hasattr(view, "get") and "<" not in path and path not in ("docs/", "schema/", "send/")
]  # fmt: skip
GUESSES = {
    "ordering": "password",
    "created_by__password__startswith": "p",
    "user__is_superuser": "1",
    "format": "api",
}


@pytest.mark.security(37)
@pytest.mark.parametrize("path", LISTS)
def test_no_list_can_be_ordered_or_narrowed_by_what_it_does_not_declare(admin, path):
    for name, value in GUESSES.items():
        answer = Api(admin).get(f"/{path}", **{name: value})
        assert answer.status_code == 400, name
        assert name in refused(answer)[1]


@pytest.mark.security(39)
def test_no_list_tells_a_secret(version, admin, agent, coordinator, analyst):
    make_ticket()
    _token, secret = api_tokens.create(by(agent), agent, name="Nightly", days=30)
    secrets = [secret, agent.password, admin.password, PASSWORD, "password", "is_superuser", "last_login"]
    for path in LISTS:
        for person in (admin, coordinator, agent):
            text = Api(person).get(f"/{path}").content.decode()
            assert not [word for word in secrets if word in text], path
    for path in ("/people/", f"/people/{agent.pk}/", "/people/roles/"):
        text = Api(admin).get(path).content.decode()
        assert not [word for word in (secret, agent.password, admin.password) if word in text], path


# Operations that take a body and whose path names nothing that would have to be there.
BODIED = [
    (method, path) for path, view in rest_views() for method in ("post", "put", "patch")
    if hasattr(view, method) and "<" not in path
]  # fmt: skip


@pytest.mark.security(38)
@pytest.mark.parametrize("size", ["1e9", "1000000000", "101"])
def test_a_page_holds_a_hundred_rows_at_most(admin, size):
    now = timezone.now()
    facts = {"subject": "Printer", "department": "IT", "created_at": now, "updated_at": now}
    Ticket.objects.bulk_create(Ticket(number=f"T-{number}", **facts) for number in range(101))
    for number in range(101):
        audit.record(by(admin), "role.updated", "role", number)
    for path in ("/tickets/", "/tasks/all-tasks/", "/audit/events/"):
        assert Api(admin).get(path).json()["count"] > 100
        assert len(results(Api(admin).get(path, page_size=size))) == 100, path


@pytest.mark.security(38)
def test_a_body_one_byte_too_large_is_refused_by_every_operation(admin):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    text = b'{"subject": "%s"}' % (b"x" * (most - 14))
    assert len(text) == most + 1
    client = Api(admin).client
    for method, path in BODIED:
        answer = getattr(client, method)(f"/{path}", text, content_type="application/json")
        assert refused(answer) == (413, []), (method, path)


@pytest.mark.security(38)
@pytest.mark.parametrize("path", ["/tickets/", "/send/"])
def test_a_body_of_fifty_megabytes_is_refused_and_one_of_the_limit_is_not(version, agent, path):
    head, tail = b'{"subject": "x", "department": "IT", "description": "', b'"}'
    assert refused(Api(agent).raw(path, head + b"x" * (50 * 1024 * 1024) + tail)) == (413, [])
    assert not Ticket.objects.exists()
    room = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - len(head) - len(tail)
    assert Api(agent).raw(path, head + b"x" * room + tail).status_code == 201
    assert len(Ticket.objects.get().description) == room


METHODS = ("get", "post", "put", "patch", "delete")
OVERRIDING = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method")


def handled(view, done, monkeypatch) -> list[str]:
    """The methods of a view, which from now on only say in `done` that they were asked."""

    def doing(method):
        def handler(_view, _request, **_parts):
            done.append(method)
            return Response({})

        return handler

    has = [method for method in METHODS if method in view.http_method_names and hasattr(view, method)]
    for method in has:
        monkeypatch.setattr(view, method, doing(method))
    return has


@pytest.mark.security(40)
def test_no_route_takes_another_method_than_the_one_it_was_asked_by(admin, monkeypatch):
    client, done = Api(admin).client, []
    for path, view in rest_views():
        has = handled(view, done, monkeypatch)
        for method, other in product(("get", "post"), METHODS):
            name, body = other.upper(), {"_method": other.upper()} if method == "post" else None
            answer = getattr(client, method)(
                "/" + re.sub(r"<int:\w+>", "1", path) + f"?_method={name}", body,
                headers=dict.fromkeys(OVERRIDING, name), content_type="application/json",
            )  # fmt: skip
            assert answer.status_code == (200 if method in has else 405), (path, method, other)
            assert done == [method] * (method in has), (path, method, other)
            done.clear()
