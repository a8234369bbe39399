"""What fuzzing found once: each stays refused as it should be, and quick."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from reports_app import filters
from reports_app.attainability import asked
from tests.fuzz import of_credentials
from tickets_app.comments.actions import LONGEST_TEXT
from tickets_app.comments.names import kept_name
from tickets_app.intake import read_ticket
from tickets_app.live import limits
from tickets_app.replay import reader
from tickets_app.search.joined import with_joined
from tts.accounts import claims
from tts.core import markdown
from tts.core.errors import Invalid
from tts.core.middleware import SignInForHtmx

pytestmark = pytest.mark.once
DEEP = "[" * 900


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_an_hour_at_the_end_of_the_calendar_is_no_time_of_a_ticket(moment):
    with pytest.raises(Invalid) as refusal:
        read_ticket({"subject": "A", "department": "IT", "submitted_at": moment})
    assert list(refusal.value.details) == ["submitted_at"]


def test_nor_of_a_row_of_a_log(tmp_path):
    path = tmp_path / "log.csv"
    times = ("1/1/0001 00:00", "1/1/2016 00:00")
    rows = [f"INC{n},New,0,{at},{at},3 - Moderate,?,?,?" for n, at in enumerate(times)]
    path.write_text("\n".join([",".join(reader.NEEDED), *rows]))
    log = reader.read(path, ZoneInfo("Asia/Kolkata"))
    assert [row.number for row in log.rejected] == ["INC0"]
    assert log.row_count == 1


@pytest.mark.parametrize("asked", [{"from": "0001-01-01"}, {"from": "2026-01-01", "to": "9999-12-31"}])
def test_a_period_without_one_before_it_is_refused(asked):
    found, wrong = filters.parse(asked, datetime(2026, 3, 1, tzinfo=UTC), UTC)
    assert list(wrong) == ["from"]
    assert found.period.before(datetime(2026, 3, 1, tzinfo=UTC))


def test_a_number_of_thousands_of_digits_is_none_of_the_values():
    found, wrong = filters.parse({"agent": "9" * 5000}, datetime(2026, 3, 1, tzinfo=UTC), UTC)
    assert (found.agent, list(wrong)) == (None, ["agent"])


def test_nor_is_it_a_target():
    with pytest.raises(Invalid):
        asked.minutes_of({"low": "0" * 12 + "9" * 5000}, "low")


@pytest.mark.security(22)
@pytest.mark.parametrize("given", [". . .png", " . .. a", "./. .b"])
def test_no_file_is_called_by_a_leading_dot(given):
    assert not kept_name(given).startswith(".")


def test_a_page_that_htmx_names_wrongly_is_the_first_one():
    headers = {"HX-Request": "true", "HX-Current-URL": "http://["}
    answer = HttpResponse(status=302, headers={"Location": reverse("account_login")})
    there = SignInForHtmx(lambda _request: answer)(RequestFactory().get("/", headers=headers))
    assert there["HX-Redirect"].endswith("?next=%2F")


@pytest.mark.parametrize("frame", [DEEP, '{"watch": "\\u0000"}', '{"watch": "\\ud800"}', '{"\\ud800": null}'])
def test_a_frame_that_no_database_can_look_up_is_refused(frame):
    with pytest.raises(limits.Refused):
        limits.parsed(frame)


@pytest.mark.parametrize("part", [0, 1])
def test_a_deep_token_is_a_bad_one(part):
    parts = [of_credentials.right, "{}", "sha256"]
    parts[part] = "[" * 20_000
    with pytest.raises(claims.BadToken):
        claims.read(of_credentials._token(parts), [of_credentials.KEY])


def test_a_token_longer_than_any_header_is_a_bad_one():
    with pytest.raises(claims.BadToken, match="long"):
        claims.read("a" * 20_000, [of_credentials.KEY])


@pytest.mark.parametrize("unit", ["a", "a9", "a_", "1-", "é"])
def test_a_long_text_without_blanks_is_indexed_quickly(unit):
    text = "- " + unit * (100_000 // len(unit))
    begun = time.process_time()
    with_joined(text)
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize("unit", ["![_", "- a\n", "a\n\n", "|a|\n|-|\n"])
def test_the_longest_comment_of_nothing_but_markup_is_shown_quickly(unit):
    begun = time.process_time()
    markdown.render(unit * (LONGEST_TEXT // len(unit)))
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize("unit", ["===\n>*\n", ")\n>- >*\n", "&#x41;\n>>*\n>", "---\n![", "- |*===\n"])
def test_nor_does_as_much_markup_as_is_read_at_all_take_long(unit):
    times = max(times for times in range(1, 1000) if markdown._is_readable(unit * times))
    begun = time.process_time()
    assert not markdown.render(unit * times).startswith("<pre>")
    assert time.process_time() - begun < 0.1
