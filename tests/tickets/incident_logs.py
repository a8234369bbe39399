"""Small incident logs for tests, in the format of the real one."""

import csv
import gzip

COLUMNS = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla",
    "caller_id", "opened_by", "opened_at", "sys_updated_at", "contact_type", "category", "subcategory",
    "u_symptom", "impact", "urgency", "priority", "assignment_group", "assigned_to", "closed_code",
    "resolved_at", "closed_at",
)  # fmt: skip
USUAL = {
    "number": "0000045", "active": "true", "reassignment_count": "0", "reopen_count": "0",
    "made_sla": "true", "caller_id": "2403", "opened_by": "8", "opened_at": "29/2/2016 01:16",
    "contact_type": "Phone", "category": "55", "subcategory": "170", "u_symptom": "?", "impact": "2",
    "urgency": "2", "priority": "3", "assignment_group": "56", "assigned_to": "12", "closed_code": "5",
    "resolved_at": "29/2/2016 11:29", "closed_at": "5/3/2016 12:00",
}  # fmt: skip


def row(state, at, **cells):
    """One row: its state and time (`at` of 29 Feb 2016 where only HH:MM is given), and other cells."""
    moment = at if "/" in at else f"29/2/2016 {at}"
    return {**USUAL, "incident_state": state, "sys_updated_at": moment, **cells}


def write_log(path, rows, columns=COLUMNS):
    """Write `rows` to `path`, gzipped if it ends in .gz; rows are numbered where they do not say."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        counts = {}
        for cells in rows:
            count = counts[cells["number"]] = counts.get(cells["number"], -1) + 1
            writer.writerow({"sys_mod_count": str(count), **cells})
    return path
