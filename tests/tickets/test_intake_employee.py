"""What a sender says of the employee becomes the requester, and nothing of it is lost."""

import pytest

from tickets_app.intake import read_ticket
from tts.core.errors import Invalid

TICKET = {"subject": "Screen", "department": "IT"}


def test_what_the_fields_say_is_not_kept_twice():
    given = read_ticket({**TICKET, "employee": {"id": 7, "name": "Ann Lee", "email": "ann@example.com"}})
    assert given.fields["requester_external_id"] == "7"
    assert "employee" not in given.extra


def test_what_no_field_says_is_kept_as_it_came():
    employee = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "desk": "4-12"}
    given = read_ticket({**TICKET, "employee": employee})
    assert given.fields["requester_name"] == "Ann Lee"
    assert given.extra["employee"] == employee


def test_an_employee_that_is_no_object_is_refused():
    with pytest.raises(Invalid) as refusal:
        read_ticket({**TICKET, "employee": "Ann"})
    assert list(refusal.value.details) == ["employee"]
