"""Who somebody is follows from their session or token, never from what a request says of itself."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.security(9)
@pytest.mark.parametrize("name", ["X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Forwarded-Email"])
def test_a_header_that_names_somebody_signs_nobody_in(admin, name):
    client = Client(headers={name: admin.email, "X-Forwarded-For": "127.0.0.1"})
    assert client.get("/tickets/").status_code == 401
    assert client.get("/people/").status_code == 302
