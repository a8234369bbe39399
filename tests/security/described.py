"""Asking every operation of our own OpenAPI description, with made-up requests that fit it and that do not.

Every answer is held against the description by all checks of Schemathesis. What is asked is taken back, so
that each request finds the same world.
"""

import json
import os
import secrets
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

import hypothesis
import jwt
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

# Requests for each operation: a handful in every test run, 500 where SCHEMA_EXAMPLES says so.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "3"))


def seed(said: str) -> int:
    """What requests are made up from: a number, or "random" for others each time."""
    return secrets.randbelow(2**32) if said == "random" else int(said)


# The same in every run, unless SCHEMA_SEED says otherwise.
SEED = seed(os.environ.get("SCHEMA_SEED", "1"))
KEY = "k" * 40
# What is refused although it fits the description: what it asks for does not hold, or is out of date.
FITTING = ["2xx", "400", "401", "403", "404", "409", "412", "422"]
# 412: a made-up If-Match is looked at before the body is.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": FITTING},
        "negative_data_rejection": {"expected-statuses": REFUSED},
    },
    "generation": {"with-security-parameters": False},
}


@dataclass
class Findings:
    """What was asked and what was found: `failures` by operation and check, `answers` by status."""

    operations: int = 0
    answers: Counter = field(default_factory=Counter)
    failures: dict = field(default_factory=dict)

    def note(self, operation, failure, case, response):
        """Keep the first of each kind of failure, with the request that shows it."""
        key = (operation.label, failure.title)
        shown = f"{case.as_curl_command()[:700]}\n  {failure.message[:700]}\n  {response.text[:400]}"
        self.failures.setdefault(key, shown)

    @property
    def summary(self) -> str:
        """What was asked from which seed, and how often which status was the answer."""
        return f"seed {SEED}, {self.operations} operations, answers {dict(sorted(self.answers.items()))}"

    def __str__(self):
        return "\n\n".join(f"{label}: {title}\n  {shown}" for (label, title), shown in self.failures.items())


@cache
def described():
    """The description that /schema/ answers, over the application in this process."""
    text = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    schema = schemathesis.openapi.from_dict(json.loads(text), config=schemathesis.Config.from_dict(CONFIG))
    schema.app = get_wsgi_application()
    return schema


def signed_in(user) -> dict[str, str]:
    """The headers by which `user` signs in with a token of the identity provider; of None: none."""
    if user is None:
        return {}
    expires = timezone.now() + timedelta(hours=6)
    claims = {"user_id": user.external_id, "email": user.email, "exp": expires}
    return {"Authorization": f"Bearer {jwt.encode(claims, settings.DJANGO_JWT_SIGNING_KEY, 'HS256')}"}


@contextmanager
def one_connection():
    """Keep the connection of the test through its requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def ask(area: str, user, ids: dict[str, int]) -> Findings:
    """Ask the operations of `area` as `user`; `ids` are those of things that exist, by parameter."""
    found = Findings()
    for result in described().get_all_operations():
        operation = result.ok()
        if operation.path.strip("/").partition("/")[0] == area:
            found.operations += 1
            _ask_one(operation, signed_in(user), ids, found)
    return found


def _ask_one(operation, headers, ids, found):
    @hypothesis.seed(SEED)
    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=False, database=None, deadline=None,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=_cases(operation), real=st.sampled_from((True, True, True, False)))
    def asked(case, real):
        if real:
            _aim(case, ids)
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        found.answers[response.status_code] += 1
        try:
            with transaction.atomic():
                case.validate_response(response, headers=headers)
                transaction.set_rollback(True)
        except FailureGroup as group:
            for failure in group.exceptions:
                found.note(operation, failure, case, response)

    asked()


def _cases(operation):
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))


def _aim(case, ids):
    """Name things that exist in whatever part of the request fits the description."""
    parts = {ParameterLocation.PATH: case.path_parameters, ParameterLocation.BODY: case.body}
    for place, values in parts.items():
        if isinstance(values, dict) and not case.meta.is_negative_at(place):
            values.update({name: ids[name] for name in values if name in ids and type(values[name]) is int})
