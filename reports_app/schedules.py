"""What the worker does for the reports by the clock."""

from tickets_app.schedules import Job

MODULE = "reports_app.tasks"
DAILY = 24 * 60
JOBS = (
    Job("send_reports", 1, MODULE),
    Job("find_anomalies", 6 * 60, MODULE),
    Job("forecast", DAILY, MODULE),
    Job("train_risk", DAILY, MODULE),
)
