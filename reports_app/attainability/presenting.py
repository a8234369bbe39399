"""What the attainability pages show, made of figures and suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from reports_app.attainability import figures, suggesting
from reports_app.attainability.figures import PARTS, Judged, Spread
from reports_app.attainability.suggesting import LEAST, MINUTE
from tickets_app.models import Priority
from tickets_app.presenters import words
from workflows_app.graph import Graph
from workflows_app.models import Workflow

WIDTH, HEIGHT = 300, 60  # of a curve, in its own units
MOST_URGENT_FIRST = tuple(reversed(Priority))


@dataclass(frozen=True)
class Cell:
    """A priority of a workflow in the overview. `kept`: words such as `82 %`, "" for too little history."""

    label: str
    target: str
    judged: Judged
    kept: str

    @property
    def percent(self) -> int:
        return round(100 * self.judged.kept / self.judged.count)


@dataclass(frozen=True)
class WorkflowRow:
    """A workflow in the overview, with a Cell for each priority."""

    workflow: Workflow
    cells: list[Cell]


@dataclass(frozen=True)
class WhatIf:
    """How a target would have been kept: in words, and as the curve of all targets with it marked.

    `points` are of an SVG polyline that ends at `most`, in words; `now_x` and `x` are where the present
    target and this one stand.
    """

    slug: str
    minutes: int
    words: str
    kept: str
    count: int
    change: str
    tone: str
    points: str
    most: str
    now_x: str
    x: str
    y: str
    spoken: str


@dataclass(frozen=True)
class TargetRow:
    """A priority on a workflow's page, in words. `was`: where in minutes its slider changes nothing.

    `what_if` None: too little history.
    """

    slug: str
    label: str
    count: int
    target: str
    judged: str
    p50: str
    p90: str
    was: int | None
    most: int
    step: int
    what_if: WhatIf | None


@dataclass(frozen=True)
class StepRow:
    """A step of the draft: its times in words, its share now and the one suggested, in percent."""

    id: int
    name: str
    count: int
    waiting: tuple[str, str]
    working: tuple[str, str]
    p80: str
    share: int
    weight: float | None

    @property
    def suggested(self) -> int | None:
        return None if self.weight is None else round(100 * self.weight)


def overview(workflows, judged: Mapping[tuple[int, str], Judged]) -> list[WorkflowRow]:
    """The rows of the overview, in the order of `workflows`."""
    return [
        WorkflowRow(workflow, [_cell(workflow, name, judged) for name in MOST_URGENT_FIRST])
        for workflow in workflows
    ]


def _cell(workflow, priority, judged) -> Cell:
    found = judged.get((workflow.pk, priority.value), Judged())
    target = workflow.active_version.duration(priority.value)
    kept = percent(found.kept, found.count) if target is not None and found.count >= LEAST else ""
    return Cell(str(priority.label), _words(target), found, kept)


def target_rows(
    workflow: Workflow, since: datetime, judged: Mapping[tuple[int, str], Judged], goal: int | None
) -> list[TargetRow]:
    """A row for each priority; sliders stand at the present target, or at what `goal` percent would keep."""
    spreads = figures.ticket_spreads(workflow, since)
    tried = {
        name.value: _tried(workflow, spreads.get(name.value, figures.NOTHING), name.value, goal)
        for name in MOST_URGENT_FIRST
    }
    kept = figures.kept_within(workflow, since, tried)
    return [
        _target_row(workflow, name, spreads, judged, tried[name.value], kept[name.value], goal)
        for name in MOST_URGENT_FIRST
    ]


def _tried(workflow, times, priority, goal) -> timedelta:
    """Where the slider of a priority stands: on its scale, as the browser would put it."""
    present = workflow.active_version.duration(priority)
    wanted = suggesting.target(times, goal) if goal else present
    most, step = suggesting.slider(present, times)
    minutes = (wanted or present or suggesting.target(times, 90) or 60 * MINUTE) // MINUTE
    return min(-(-minutes // step) * step, most) * MINUTE


def _target_row(workflow, priority, spreads, judged, tried, kept, goal) -> TargetRow:
    times = spreads.get(priority.value, figures.NOTHING)
    present = workflow.active_version.duration(priority.value)
    found = judged.get((workflow.pk, priority.value), Judged())
    most, step = suggesting.slider(present, times)
    enough = times.count >= LEAST
    return TargetRow(
        slug=priority.value.lower(),
        label=str(priority.label),
        count=times.count,
        target=_words(present),
        judged=percent(found.count - found.breached, found.count) if enough else "",
        p50=_words(times.at(50)),
        p90=_words(times.at(90)),
        was=present // MINUTE if present else None if goal else tried // MINUTE,
        most=most,
        step=step,
        what_if=what_if(priority.value, tried, present, times, kept, found.kept) if enough else None,
    )


def what_if(
    priority: str, tried: timedelta, present: timedelta | None, times: Spread, kept: int, kept_now: int
) -> WhatIf:
    """How `tried` would have been kept as a target: by `kept` tickets; the present one is by `kept_now`."""
    most, _step = suggesting.slider(present, times)
    change = round(100 * kept / times.count) - round(100 * kept_now / times.count)
    facts = {"kept": percent(kept, times.count), "target": words.duration(tried)}
    return WhatIf(
        slug=priority.lower(),
        minutes=tried // MINUTE,
        words=words.duration(tried),
        kept=percent(kept, times.count),
        count=kept,
        change=f"{change:+d}".replace("-", "−") if present and change else "",  # noqa: RUF001
        tone="good" if change > 0 else "bad",
        points=_curve(times, most),
        most=words.duration(most * MINUTE),
        now_x=_x(present, most) if present else "",
        x=_x(tried, most),
        y=f"{HEIGHT * (1 - kept / times.count):.1f}",
        spoken=_("%(kept)s would have kept a target of %(target)s") % facts,
    )


def _x(at: timedelta, most: int) -> str:
    return f"{WIDTH * min(at / (most * MINUTE), 1):.1f}"


def _curve(times: Spread, most: int) -> str:
    """The share done within each time, as steps from left to right."""
    corners, share = [(0.0, 0.0)], 0.0
    for place, seconds in times.marks:
        x = WIDTH * min(timedelta(seconds=seconds) / (most * MINUTE), 1)
        corners += [(x, share), (x, place / times.count)]
        share = place / times.count
    corners.append((WIDTH, corners[-1][1]))
    return " ".join(f"{x:.1f},{HEIGHT * (1 - y):.1f}" for x, y in corners)


def step_rows(graph: Graph, spreads: Mapping[str, Mapping[int, Spread]]) -> list[StepRow]:
    """A row for each step of the draft `graph`."""
    waiting, working, whole = (spreads[part] for part in PARTS)
    suggested = suggesting.weights(graph, whole) or {}
    return [
        StepRow(
            id=step.id,
            name=step.name,
            count=whole.get(step.id, figures.NOTHING).count,
            waiting=_middle_and_most(waiting.get(step.id, figures.NOTHING)),
            working=_middle_and_most(working.get(step.id, figures.NOTHING)),
            p80=_words(whole.get(step.id, figures.NOTHING).at(suggesting.GOAL)),
            share=round(100 * graph.share(step.id)),
            weight=suggested.get(step.id),
        )
        for step in graph.steps
    ]


def _middle_and_most(times) -> tuple[str, str]:
    return _words(times.at(50)), _words(times.at(90))


def _words(duration: timedelta | None) -> str:
    return "" if duration is None else words.duration(duration)


def percent(part: int, whole: int) -> str:
    """`82 %`; only all is 100 %, and only none is 0 %."""
    share = 100 * part / whole
    rounded = round(share)
    if rounded in (0, 100) and 0 < share < 100:
        return _("under 1 %") if rounded == 0 else _("over 99 %")
    return _("%(number)d %%") % {"number": rounded}
