from workflows_app.models.calendar import Calendar, CalendarRevision, business_calendar
from workflows_app.models.version import WorkflowVersion
from workflows_app.models.workflow import (
    EndLogic,
    Step,
    Transition,
    Workflow,
    WorkflowGroupPermission,
    WorkflowStatus,
    WorkflowUserPermission,
)

__all__ = [
    "Calendar",
    "CalendarRevision",
    "EndLogic",
    "Step",
    "Transition",
    "Workflow",
    "WorkflowGroupPermission",
    "WorkflowStatus",
    "WorkflowUserPermission",
    "WorkflowVersion",
    "business_calendar",
]
