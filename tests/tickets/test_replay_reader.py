"""Reading an incident log: what is taken, what is refused, and with which words."""

import zoneinfo
from datetime import UTC, datetime

import pytest

from tests.tickets.incident_logs import COLUMNS, row, write_log
from tickets_app.demo import EXCERPT
from tickets_app.models import Priority
from tickets_app.replay.reader import LogError, read, zone_named


def read_rows(tmp_path, *rows, **options):
    return read(write_log(tmp_path / "log.csv", rows), **options)


class TestARow:
    def test_is_read(self, tmp_path):
        [[found]] = read_rows(tmp_path, row("Active", "08:53")).incidents
        assert (found.number, found.state, found.priority) == ("INC0000045", "Active", Priority.MEDIUM)
        assert (found.caller, found.group, found.person) == ("Caller 2403", "Group 56", "Person 12")
        assert found.at == datetime(2016, 2, 29, 8, 53, tzinfo=UTC)
        assert found.opened_at == datetime(2016, 2, 29, 1, 16, tzinfo=UTC)
        assert "u_symptom" not in found.cells
        assert found.cells["contact_type"] == "Phone"

    def test_with_unknown_group_person_and_state(self, tmp_path):
        [[found]] = read_rows(
            tmp_path, row("-100", "08:53", assignment_group="?", assigned_to="?", caller_id="?")
        ).incidents
        assert (found.state, found.group, found.person, found.caller) == (None, "", "", "")

    def test_with_names_keeps_them(self, tmp_path):
        [[found]] = read_rows(
            tmp_path, row("New", "08:53", number="INC7", priority="1 - Critical", assigned_to="Resolver 9")
        ).incidents
        assert (found.number, found.priority, found.person) == ("INC7", Priority.URGENT, "Resolver 9")

    @pytest.mark.parametrize(
        ("code", "priority"), [("1", "Urgent"), ("2", "High"), ("3", "Medium"), ("4", "Low")]
    )
    def test_priorities(self, tmp_path, code, priority):
        [[found]] = read_rows(tmp_path, row("New", "08:53", priority=code)).incidents
        assert found.priority == priority

    def test_times_are_of_the_named_zone(self, tmp_path):
        [[found]] = read_rows(
            tmp_path, row("New", "1/7/2016 12:00"), zone=zoneinfo.ZoneInfo("Europe/Lisbon")
        ).incidents
        assert found.at == datetime(2016, 7, 1, 11, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"number": "?"}, "cannot be a ticket number"),
            ({"number": "a b"}, "cannot be a ticket number"),
            ({"sys_updated_at": "2016-02-29T08:00"}, "does not match format"),
            ({"sys_updated_at": "?"}, "does not match format"),
            ({"opened_at": "30/2/2016 08:00"}, "out of range"),
            ({"priority": "9"}, "unknown priority '9'"),
            ({"incident_state": "Dreaming"}, "unknown state 'Dreaming'"),
            ({"sys_mod_count": "-1"}, "sys_mod_count is not a number"),
            ({"assignment_group": "x" * 49}, "group name is too long"),
            ({"contact_type": "x" * 501}, "too long"),
        ],
    )
    def test_that_cannot_be_used_is_listed(self, tmp_path, cells, reason):
        log = read_rows(tmp_path, row("New", "08:00"), {**row("Active", "09:00"), **cells})
        assert len(log.incidents) == 1
        [rejected] = log.rejected
        assert rejected.line == 3
        assert reason in rejected.reason


class TestAFile:
    def test_orders_incidents_by_opening_and_rows_by_time(self, tmp_path):
        log = read_rows(
            tmp_path,
            row("New", "09:59", number="2", opened_at="29/2/2016 09:00", sys_mod_count="1"),
            row("New", "07:27", number="1", sys_mod_count="2"),
            row("Active", "09:59", number="2", opened_at="29/2/2016 09:00", sys_mod_count="0"),
            row("New", "07:26", number="1", sys_mod_count="3"),
        )
        assert [[(r.number, r.mod_count) for r in rows] for rows in log.incidents] == [
            [("INC1", 3), ("INC1", 2)],
            [("INC2", 0), ("INC2", 1)],
        ]
        assert log.row_count == 4

    def test_may_be_gzipped(self, tmp_path):
        path = write_log(tmp_path / "log.csv.gz", [row("New", "08:00")])
        assert read(path).row_count == 1

    def test_short_lines_are_listed(self, tmp_path):
        path = write_log(tmp_path / "log.csv", [row("New", "08:00")])
        path.write_text(path.read_text() + "0000046,New\n")
        assert read(path).rejected[0].reason == f"2 cells instead of {len(COLUMNS)}"

    def test_without_needed_columns_is_refused(self, tmp_path):
        path = write_log(tmp_path / "log.csv", [], columns=["number", "incident_state"])
        with pytest.raises(LogError, match="sys_mod_count, opened_at"):
            read(path)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x1f\x8bnot gzip after all"])
    def test_that_is_no_log_is_refused(self, tmp_path, content):
        path = tmp_path / "log.csv"
        path.write_bytes(content)
        with pytest.raises(LogError):
            read(path)

    def test_that_is_missing_is_refused(self, tmp_path):
        with pytest.raises(LogError, match="No such file"):
            read(tmp_path / "none.csv")

    def test_unknown_time_zone_is_refused(self):
        with pytest.raises(LogError, match="no time zone"):
            zone_named("Mars/Olympus")

    def test_the_excerpt_is_small_and_whole(self):
        log = read(EXCERPT)
        assert EXCERPT.stat().st_size < 60_000
        assert (len(log.incidents), log.row_count, log.rejected) == (60, 529, [])
        assert all(rows[-1].state == "Closed" for rows in log.incidents)
