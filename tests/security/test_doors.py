"""There is no door besides those declared: the sockets that are served, and no generic administration."""

import pytest
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.apps import apps
from django.urls import get_resolver

from tests.tickets.pages import page_as
from tts.asgi import application
from tts.core.policy import PUBLIC, Policy


def socket_routes():
    """(pattern, consumer) of every socket that the application serves, below whatever stands before them."""
    at = application.application_mapping["websocket"]
    while not isinstance(at, URLRouter):
        at = getattr(at, "inner", None) or at.application
    for route in at.routes:
        yield str(route.pattern), route.callback.consumer_class


@pytest.mark.security(36)
def test_every_socket_served_declares_its_policy_and_any_other_is_refused():
    *served, (pattern, last) = socket_routes()
    assert served
    for _pattern, consumer in served:
        assert isinstance(consumer.policy, Policy)
        assert consumer.policy is not PUBLIC
    assert (pattern, last) == ("", WebsocketDenier)


@pytest.mark.django_db
@pytest.mark.security(55)
def test_nothing_is_changed_past_the_actions(admin):
    assert not apps.is_installed("django.contrib.admin")
    assert "admin" not in get_resolver().namespace_dict
    admin.is_superuser = admin.is_staff = True
    admin.save()
    for address in ("/admin/", "/admin/django_q/schedule/", "/admin/core/auditevent/"):
        assert page_as(admin).get(address).status_code == 404
