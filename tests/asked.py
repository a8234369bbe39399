"""What a browser asked the live server for."""

import pytest
from django.core.signals import request_started

PATIENCE = 30_000  # ms


@pytest.fixture
def asked():
    """(path, purpose) of each request since the test began; the purpose of one made ahead is "prefetch"."""
    found = []

    def note(sender, environ, **_kwargs):
        found.append((environ["PATH_INFO"], environ.get("HTTP_SEC_PURPOSE", "")))

    request_started.connect(note)
    yield found
    request_started.disconnect(note)


def wait_for(page, happened):
    """Wait until `happened()`, while `page` goes on."""
    for _try in range(PATIENCE // 100):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")
