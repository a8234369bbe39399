"""Lists take declared orders and filters only, and no answer holds a secret."""

import pytest

from tests.api import Api, refused
from tests.core.test_api_conventions import rest_views
from tests.factories import PASSWORD, by, make_ticket
from tts.accounts import api_tokens

pytestmark = pytest.mark.django_db
LISTS = [
    path for path, view in rest_views()
    if hasattr(view, "get") and "<" not in path and path not in ("docs/", "schema/", "send/")
]  # fmt: skip
GUESSES = {"ordering": "password", "created_by__password__startswith": "p", "user__is_superuser": "1"}


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
