"""The shapes of what the REST routes of the reports answer, as OpenAPI has them; `answers` and `models` fill
them."""

from reports_app.api.answers import OF_LOAD, OF_STEP, OF_USER, OF_WORKFLOW
from reports_app.filters import AGES
from reports_app.measures import MEASURES
from reports_app.models import Anomaly, Forecast, RiskModel
from reports_app.periods import UNITS
from reports_app.tabs import items, tickets
from tickets_app.models import ItemStatus, Origin, Priority, TicketStatus

COUNT = {"type": "integer", "minimum": 0, "example": 12}
ID = {"type": "integer", "minimum": 1}
NUMBER = {"type": "number"}
PERCENT = {"type": "number", "minimum": 0, "maximum": 100, "example": 87.5}
SECONDS = {"type": "number", "minimum": 0, "nullable": True, "description": "seconds", "example": 5400}
TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}


def thing(**fields) -> dict:
    """An object that has all of these fields."""
    return {"type": "object", "required": list(fields), "properties": fields}


def listed(item: dict) -> dict:
    """A list of `item`."""
    return {"type": "array", "items": item}


def one_of(values) -> dict:
    """One of some texts."""
    return {"type": "string", "enum": list(values)}


def maybe(shape: dict) -> dict:
    """`shape`, or null."""
    return {**shape, "nullable": True}


def counts(names) -> dict:
    """A count by each name."""
    return dict.fromkeys(names, COUNT)


FIGURE = {
    "type": "object",
    "required": ["label", "value", "count", "explanation"],
    "properties": {
        "label": {**TEXT, "example": "Open"},
        "value": {**maybe(NUMBER), "description": "a count, percent, seconds or a mean; null of nothing"},
        "count": COUNT,
        "part": {**COUNT, "description": "of a share: how many of `count`"},
        "explanation": {**TEXT, "example": "Tickets that are not finished."},
    },
}


def figures(names) -> dict:
    """Figures by name."""
    return thing(**dict.fromkeys(names, FIGURE))


def parts(name: str, values=None) -> dict:
    """Counts by the values of `name`."""
    value = one_of(values) if values else {**TEXT, "example": "Technology"}
    return thing(total=COUNT, results=listed(thing(**{name: value, "count": COUNT})))


def trend(names) -> dict:
    """Counts in each stretch of time."""
    row = thing(start=MOMENT, end=MOMENT, **counts(names))
    return thing(interval=one_of(UNITS), results=listed(row))


def group(key: str, names, **more) -> dict:
    """Counts of one thing, named by its id or, of departments, by its name."""
    own = {key: {**TEXT, "example": "it"} if key == "department" else maybe(ID)}
    return thing(**own, name=maybe(TEXT), **counts(names), **more)


OF_PRIORITY = thing(total=COUNT, met=COUNT, rate=PERCENT)
MOVES = ("transfers", "escalations")
RISK_MODEL = thing(
    method=one_of(RiskModel.Method.values), learned_from=COUNT, first_at=maybe(MOMENT), last_at=maybe(MOMENT),
    tested=COUNT, auc=maybe(NUMBER), ece=maybe(NUMBER), trained_at=maybe(MOMENT),
    curve=listed(thing(count=COUNT, predicted=NUMBER, observed=NUMBER)),
)  # fmt: skip
DUE = {"ticket_number": TEXT, "subject": TEXT, "target_resolution": maybe(MOMENT)}
RISKY = thing(
    **DUE, probability={**NUMBER, "minimum": 0, "maximum": 1}, reasons=listed(TEXT), lower_by=listed(TEXT),
    at=MOMENT,
)  # fmt: skip
PROCESS = one_of(("ok", "degraded"))
QUEUE = thing(
    queue={**TEXT, "example": "TICKET_TASKS_PRODUCTION"}, direction=one_of(("in", "out")),
    waiting=maybe(COUNT), last_hour=maybe(COUNT), dead=maybe(COUNT),
)  # fmt: skip
ANOMALY = thing(
    anomaly_id=ID, measure=one_of(Anomaly.Measure.values), dimension=TEXT, segment=TEXT, label=TEXT,
    department=TEXT, first_day=DAY, last_day=DAY, expected=NUMBER, observed=NUMBER, score=NUMBER,
    found_at=MOMENT,
)  # fmt: skip
FACTS = thing(
    department=TEXT, made_at=MOMENT, first_day=maybe(DAY), last_day=maybe(DAY), winner=TEXT, baseline=TEXT,
    error=maybe(NUMBER), baseline_error=maybe(NUMBER), coverage80=maybe(NUMBER), origins=COUNT,
)  # fmt: skip
FORECAST = {
    **maybe(FACTS),
    "additionalProperties": {},
    "description": "the days, weeks or rows with their intervals are in further fields, by kind",
}
SHAPES = {
    "ticket_categories": parts("category"),
    "tickets_dashboard": figures(tickets.CARDS),
    "tickets_status": parts("status", TicketStatus.values),
    "tickets_priority": parts("priority", Priority.values),
    "tickets_age": parts("age", AGES),
    "tickets_sla": thing(
        total_tickets=COUNT, met_sla=COUNT, breached_sla=COUNT, compliance_rate=PERCENT,
        by_priority=thing(**{value.lower(): OF_PRIORITY for value in Priority.values}),
    ),
    "workflows_metrics": thing(results=listed(group("workflow_id", OF_WORKFLOW))),
    "workflows_departments": thing(results=listed(group("department", OF_WORKFLOW))),
    "workflows_steps": thing(results=listed(group("step_id", OF_STEP, waiting=SECONDS, working=SECONDS))),
    "tasks_status": parts("status", ItemStatus.values),
    "tasks_origin": parts("origin", Origin.values),
    "tasks_performance": figures(items.CARDS),
    "tasks_users": thing(results=listed(group("user_id", OF_USER))),
    "tasks_transfers": thing(**counts(MOVES), by_role=listed(group("role_id", MOVES))),
    "operational": figures(MEASURES),
    "workload": thing(
        by_role=listed(group("role_id", OF_LOAD)), by_user=listed(group("user_id", OF_LOAD))
    ),
    "sla_risk": thing(
        overdue=COUNT, due_within_24_hours=COUNT, model=maybe(RISK_MODEL), riskiest=listed(RISKY),
        results=listed(thing(**DUE, priority=one_of(Priority.values))),
    ),
    "anomalies": thing(results=listed(ANOMALY)),
    "forecast_comprehensive": thing(**dict.fromkeys(Forecast.Kind.values, FORECAST)),
    **{f"forecast_{kind.replace('-', '_')}": thing(forecast=FORECAST) for kind in Forecast.Kind.values},
    "service_health": thing(
        processes={"type": "object", "additionalProperties": PROCESS, "example": {"worker": "ok"}},
        queues=listed(QUEUE),
    ),
    "ticket_trends": trend(tickets.TONES),
    "task_item_trends": trend((*items.TONES, *items.MOVES)),
}  # fmt: skip
