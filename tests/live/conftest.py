"""The set-up of tests about what is live: that of comments, looked at often."""

import pytest

from tests.comments.conftest import media, say, ticket
from tickets_app.live import polling

__all__ = ["media", "say", "ticket"]


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """The database is asked for news at once, not twice a second."""
    monkeypatch.setattr(polling, "EVERY", 0.03)
