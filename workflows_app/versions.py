"""Versions read beside other rows, with graphs that each process parses once."""

import json
from collections.abc import Sequence
from functools import lru_cache

from tts.core.rows import Columns
from workflows_app.graph import Graph
from workflows_app.models import Calendar, WorkflowVersion

VERSION = Columns(WorkflowVersion, "version", without=["graph_data"])
CALENDAR = Columns(Calendar, "calendar")
COLUMNS = f"{VERSION.sql}, {CALENDAR.sql}, version.graph_data"
SIZE = VERSION.size + CALENDAR.size + 1


def version_of(values: Sequence) -> WorkflowVersion:
    """The version, with calendar and graph, in the values of `COLUMNS`, of which there are `SIZE`."""
    version = VERSION.instance(values[: VERSION.size])
    version.calendar = CALENDAR.instance(values[VERSION.size : -1])
    version.graph = _graph(values[-1])
    return version


@lru_cache(maxsize=256)
def _graph(text: str) -> Graph:
    return Graph.from_data(json.loads(text))
