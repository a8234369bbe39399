"""Files of tickets to load: CSV and a JSON object a line, plain and gzipped, whole and damaged."""

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.making import as_json, damaged, mutated, text
from tests.fuzz.of_tickets import TICKETS, storable, values
from tests.fuzz.target import target
from tickets_app.loading import reader

HEADER = ("ticket_number", "subject", "department", "category", "priority", "employee_email", "submitted_at",
          "description", "shelf")  # fmt: skip
ROW = ("L-1", "Printer, grey", "IT", "Support", "High", "ann@example.com", "2026-03-29T02:30:00Z",
       "Two\nlines", "7")  # fmt: skip
CELLS = st.one_of(text, st.sampled_from(["", "Whenever", "\0", '"', "9" * 600, "x" * 140_000, "٣", "=1+1"]))
NAMES = st.sampled_from([HEADER, HEADER, HEADER, HEADER[:-3], (*HEADER[:-1], "subject"), (), ("", *HEADER)])
JUNK = st.sampled_from(["", "", "", '"', "\0", "\ufeff", "a,b\r", "x," * 500])
FOLDER = tempfile.TemporaryDirectory(prefix="tts-fuzz-")


@st.composite
def tables(draw) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow(draw(NAMES))
    for change in draw(st.lists(st.dictionaries(st.integers(0, 9), CELLS, max_size=3), max_size=4)):
        writer.writerow([change.get(place, cell) for place, cell in enumerate(ROW)])
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return (mark + out.getvalue() + draw(JUNK)).encode("utf-8", "surrogatepass")


lines = st.lists(as_json(mutated(*TICKETS, values=values)), max_size=4).map(
    lambda texts: "\n".join(texts).encode("utf-8", "surrogatepass")
)


@st.composite
def files(draw) -> tuple[str, bytes]:
    kind, content = draw(st.one_of(
        st.tuples(st.just(".csv"), tables()), st.tuples(st.just(".ndjson"), lines),
        st.tuples(st.sampled_from([".csv", ".jsonl", ""]), st.binary(max_size=300)),
    ))  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        packed = gzip.compress(content, mtime=0)
        return f"{kind}.gz", draw(st.one_of(st.just(packed), damaged(packed), st.just(content)))
    return kind, content


@target("file of tickets to load", files(), reader.FileError)
def read_file(case):
    kind, content = case
    path = Path(FOLDER.name) / f"tickets{kind}"
    path.write_bytes(content)
    for row in reader.rows(path):
        assert bool(row.given) != bool(row.errors)
        if row.given:
            assert row.number
            storable(row.given)
        json.dumps({**row.data, reader.REJECTED: row.errors}, ensure_ascii=False, default=str)
