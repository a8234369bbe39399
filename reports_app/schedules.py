"""What the worker does for the reports by the clock."""

from tickets_app.schedules import Job

MODULE = "reports_app.tasks"
JOBS = (Job("forecast", 24 * 60, MODULE),)
