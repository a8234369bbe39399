"""What cannot be used is refused with 400, naming the field, and nothing of it is stored."""

import pytest

from tests.api import Api, refused
from tickets_app.models import Ticket
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
BODY = {"subject": "Printer on fire", "department": "IT"}


@pytest.fixture(params=["/tickets/", "/send/"])
def url(request):
    return request.param


def without(name):
    return {key: value for key, value in BODY.items() if key != name}


@pytest.mark.security(41)
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (without("subject"), "subject"),
        (without("department"), "department"),
        ({**BODY, "subject": "   "}, "subject"),
        ({**BODY, "subject": 5}, "subject"),
        ({**BODY, "subject": ["x"]}, "subject"),
        ({**BODY, "subject": "x" * 256}, "subject"),
        ({**BODY, "department": "x" * 65}, "department"),
        ({**BODY, "category": {"a": 1}}, "category"),
        ({**BODY, "subcategory": "x" * 65}, "sub_category"),
        ({**BODY, "priority": "soon"}, "priority"),
        ({**BODY, "priority": 1}, "priority"),
        ({**BODY, "subject": "a\x00b"}, "subject"),
        ({**BODY, "description": "a\x00b"}, "description"),
        ({**BODY, "asset_name": "a\x00b"}, "asset_name"),
        ({**BODY, "employee": {"name": "\x00"}}, "employee.name"),
        ({**BODY, "employee": "Eve"}, "employee"),
        ({**BODY, "employee": {"email": "nobody"}}, "employee_email"),
        ({**BODY, "ticket_number": "a b"}, "ticket_number"),
        ({**BODY, "ticket_number": "x" * 65}, "ticket_number"),
        ({**BODY, "submitted_at": "yesterday"}, "submitted_at"),
        ({**BODY, "attachments": "a.pdf"}, "attachments"),
    ],
)
def test_names_the_field(version, agent, url, body, field):
    assert refused(Api(agent).post(url, body)) == (400, [field])
    assert not Ticket.objects.exists()
    assert not AuditEvent.objects.filter(target_type="ticket").exists()


@pytest.mark.security(38, 41)
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"subject": "\\ud800", "department": "IT"}', "subject"),
        ('{"subject": "x", "department": "IT", "\\ud800": 1}', "\\ud800"),
        ('{"subject": "x", "department": "IT", "budget": NaN}', "budget"),
        ('{"subject": "x", "department": "IT", "budget": -Infinity}', "budget"),
        ('{"subject": "x", "department": "IT", "budget": 1e999}', "budget"),
        (f'{{"subject": "x", "department": "IT", "items": [{{"price": 1{"0" * 400}}}]}}', "items[0].price"),
        (f'{{"subject": "x", "department": "IT", "deep": {"[" * 60 + "]" * 60}}}', "deep[0][0][0]"),
        ("[]", "body"),
        ('"text"', "body"),
        ("null", "body"),
        ("5", "body"),
    ],
)
def test_names_the_place_in_the_text(agent, url, text, field):
    assert refused(Api(agent).raw(url, text)) == (400, [field])
    assert not Ticket.objects.exists()


@pytest.mark.security(41)
@pytest.mark.parametrize(
    "text", ["", "{", "subject=x", '{"a": 1,}', b'{"subject": "\xff"}', "[" * 100_000, "1" * 5000, "{'a': 1}"]
)
def test_what_is_not_json_is_refused(agent, url, text):
    answer = Api(agent).raw(url, text)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "details"}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_kind_of_body_is_not_supported(agent, url, kind):
    assert refused(Api(agent).raw(url, "subject=x", content_type=kind)) == (415, [])


@pytest.mark.parametrize("priority", ["Low", "mEDIUM", "HIGH", "urgent", " Critical ", None])
def test_priorities_are_taken_in_whatever_case(version, agent, url, priority):
    answer = Api(agent).post(url, {**BODY, "priority": priority})
    assert answer.status_code == 201
    assert answer.json()["priority"] in ("Low", "Medium", "High", "Urgent")
