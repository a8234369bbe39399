"""Forwarded headers from anybody but a listed proxy say nothing."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tts.core.middleware import TrustedProxies


@pytest.fixture
def seen(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.9"]

    def ask(address):
        request = RequestFactory().get(
            "/",
            REMOTE_ADDR=address,
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4, 5.6.7.8"},
        )
        TrustedProxies(lambda request: HttpResponse())(request)
        return request.META

    return ask


def test_a_listed_proxy_is_believed(seen):
    meta = seen("10.0.0.9")
    assert (meta["REMOTE_ADDR"], meta["HTTP_X_FORWARDED_PROTO"]) == ("5.6.7.8", "https")


@pytest.mark.security(9)
def test_anybody_else_is_not(seen):
    meta = seen("10.0.0.8")
    assert meta["REMOTE_ADDR"] == "10.0.0.8"
    assert not [name for name in meta if name.startswith("HTTP_X_FORWARDED")]
