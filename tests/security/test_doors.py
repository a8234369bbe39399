"""There is no socket besides those declared."""

import pytest
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier

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
