"""The requests of docs/api-walkthrough.md, really sent one after the other, and their answers.

Status and shape must be those of the page; WALKTHROUGH=write puts the answers of today into it.
"""

import json
import os
import re
import time
from pathlib import Path

import jwt
import pytest
from django.test import Client

from tests.factories import make_user

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api-walkthrough.md"
STEP = re.compile(r"```http\n(?P<request>.*?)\n```\n(\n```json\n(?P<answer>.*?)\n```\n)?", re.DOTALL)
NAMED = re.compile(r"\{([a-z_]+)\}")
KEY = "k" * 64

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def send(request: str, people: dict, known: dict):
    """Send a request as the page writes it: method and path, headers, an empty line, the body."""
    head, _blank, body = _filled(request, known).partition("\n\n")
    first, *headers = head.split("\n")
    method, path = first.split(" ")
    given = dict(header.split(": ", 1) for header in headers)
    for name, user in people.items():
        given["Authorization"] = given["Authorization"].replace(f"${name.upper()}", _token(user))
    data = json.dumps(json.loads(body)) if body else ""
    return Client().generic(method, path, data, content_type="application/json", headers=given)


def _filled(request, known):
    return NAMED.sub(lambda match: str(known[match.group(1)]), request)


def _token(user):
    said = {"user_id": f"idp-{user.pk}", "email": user.email, "exp": time.time() + 60}
    return jwt.encode(said, KEY, "HS256")


def shape(data):
    """The names and kinds of what is in an answer. Lists are known by their first entry."""
    if isinstance(data, dict):
        return {name: shape(value) for name, value in data.items()}
    if isinstance(data, list):
        return [shape(data[0])] if data else []
    return "nothing" if data is None else type(data).__name__


def remember(data, known: dict):
    """Keep the newest value of each name; of the entries of a list, those of the first one."""
    if isinstance(data, list) and data:
        remember(data[0], known)
    if isinstance(data, dict):
        known |= {name: value for name, value in data.items() if isinstance(value, str | int)}
        for value in data.values():
            remember(value, known)


def test_every_request_is_answered_as_the_page_says(version, agent, coordinator, settings):
    settings.DJANGO_JWT_SIGNING_KEY = KEY
    people = {"ann": make_user("ann"), "bob": agent, "cleo": coordinator}
    page, known, first_id = PAGE.read_text(), {}, None
    written = page
    for match in STEP.finditer(page):
        known["id"] = first_id
        answer = send(match["request"], people, known)
        said = f"{answer.status_code} {json.dumps(answer.json(), indent=2, ensure_ascii=False)}"
        written = written.replace(match[0], f"```http\n{match['request']}\n```\n\n```json\n{said}\n```\n")
        remember(answer.json(), known)
        first_id = first_id or known["id"]
        if "WALKTHROUGH" not in os.environ:
            status, _space, body = match["answer"].partition(" ")
            asked = match["request"].split("\n")[0]
            assert answer.status_code == int(status), (asked, answer.content)
            assert shape(answer.json()) == shape(json.loads(body)), asked
    assert page.count("```http") == page.count("```json") or "WALKTHROUGH" in os.environ
    assert page.count("```http") > 10
    if os.environ.get("WALKTHROUGH") == "write":
        PAGE.write_text(written)
