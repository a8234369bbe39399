"""What a report shows: cards, and panels that have a table and may have a chart of the same numbers."""

from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from reports_app.figures import Figure, View
from reports_app.measure import Kind, Measure
from reports_app.measures import MEASURES
from tickets_app.models import Rating
from tickets_app.presenters import words

NOTHING = "\u2013"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, the plain value for CSV, what it opens. `is_prose`: it wraps."""

    text: str
    value: object = None
    href: str = ""
    is_prose: bool = False

    @property
    def plain(self):
        """What CSV says."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True)
class Card:
    """A figure, what it is made of, and what it was in the period before."""

    name: str
    label: str
    text: str
    explanation: str
    href: str
    detail: str = ""
    before: str = ""
    before_href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Panel:
    """A table, with a chart of it where `chart` is given (a plotly figure as data)."""

    name: str
    title: str
    columns: list[str]
    rows: list[list[Cell]]
    chart: dict | None = None
    note: str = ""
    wide: bool = False
    empty: str = ""

    @property
    def figure_id(self) -> str:
        """Where the page keeps the chart's figure."""
        return f"figure-{self.name}"

    def with_chart(self, chart: dict | None, note: str = "") -> "Panel":
        """The same with a chart."""
        return replace(self, chart=chart, note=note)


@dataclass(frozen=True)
class Content:
    """What a tab shows. `more` is for the tab's own template."""

    cards: list[Card] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    more: object = None


def list_url(name: str, view: View, **changes) -> str:
    """The address of the list of exactly the rows that a measure counts, after `changes` of the filters."""
    return f"{reverse('report_list')}?{view.filters.with_(**changes).query(measure=name)}"


def text_of(measure: Measure, value: float | None) -> str:
    """A value in words: `1,204`, `93.1 %`, `5 h 12`, `4.3 of 5`; a dash for none."""
    if value is None:
        return NOTHING
    if measure.kind is Kind.QUANTILE:
        return seconds_words(value)
    if measure.kind is Kind.MEAN:
        return _("%(mean)s of %(most)s") % {"mean": f"{value:.1f}", "most": Rating.HIGHEST}
    return f"{value:.1f} %" if measure.kind is Kind.SHARE else f"{value:,.0f}"


def seconds_words(seconds: float) -> str:
    """A duration in seconds, in words."""
    return words.duration(seconds * words.MINUTE / 60)


def count_cell(name: str, count: int, view: View, **changes) -> Cell:
    """The number of rows of a measure, which opens them."""
    return Cell(f"{count:,}", count, list_url(name, view, **changes) if count else "")


def share_cell(name: str, part: int, whole: int, view: View, **changes) -> Cell:
    """Percent of a whole, which opens the whole."""
    if not whole:
        return Cell(NOTHING, "")
    return Cell(f"{100 * part / whole:.1f} %", round(100 * part / whole, 1), list_url(name, view, **changes))


def time_cell(name: str, seconds: float | None, view: View, **changes) -> Cell:
    """A duration, which opens the rows it was measured on; CSV gets seconds."""
    if seconds is None:
        return Cell(NOTHING, "")
    return Cell(seconds_words(seconds), round(seconds), list_url(name, view, **changes))


def cards(now: dict[str, Figure], before: dict[str, Figure], view: View) -> list[Card]:
    """A card for each figure of `now`; `before` has those of the period before."""
    earlier = view.earlier()
    return [_card(figure, before.get(name), view, earlier) for name, figure in now.items()]


def _card(figure, before, view, earlier) -> Card:
    measure = figure.measure
    compared = {}
    if before is not None and not measure.is_live:
        compared = {
            "before": text_of(measure, before.value),
            "before_href": list_url(measure.name, earlier) if before.count else "",
            "tone": _tone(measure, figure.value, before.value),
        }
    return Card(
        name=measure.name,
        label=measure.label,
        text=text_of(measure, figure.value),
        explanation=measure.explanation,
        href=list_url(measure.name, view),
        detail=_detail(figure),
        **compared,
    )


def _detail(figure) -> str:
    if figure.measure.kind is Kind.SHARE and figure.count:
        return _("%(part)s of %(whole)s") % {"part": f"{figure.part:,}", "whole": f"{figure.count:,}"}
    if figure.measure.kind in (Kind.QUANTILE, Kind.MEAN) and figure.count:
        return _("of %(count)s") % {"count": f"{figure.count:,}"}
    return ""


def _tone(measure, value, before) -> str:
    if not measure.better or value is None or before is None or value == before:
        return ""
    return "good" if (value > before) == (measure.better == "up") else "bad"


def group_panel(name: str, title: str, head: str, groups, view: View, column: str, shown, more=()) -> Panel:
    """A table of `figures.counts_by`: a line a value of filter `column`, a cell a measure of `shown`.

    `more`: (heading, function of a group that makes a cell) for further columns.
    """
    columns = [head, *(str(MEASURES[counted].label) for counted in shown), *(label for label, _make in more)]
    lines = []
    for group in groups:
        chosen = {column: group.key}
        cells = [count_cell(counted, group.counts[counted], view, **chosen) for counted in shown]
        lines.append([Cell(str(group.label or NOTHING)), *cells, *(make(group) for _label, make in more)])
    return Panel(name, title, columns, lines, wide=True)
