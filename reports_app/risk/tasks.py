"""Entry point of the job worker. The web process names it as text and never imports it."""

from reports_app.risk import training


def train_risk() -> str:
    """Train the risk model and score the open tickets. Answers the method that serves."""
    return training.train().method
