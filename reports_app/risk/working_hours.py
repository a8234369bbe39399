"""Hours of working days (Monday to Friday, all day), as numbers. Pure.

Hours are counted from a Monday 00:00; a target in working days passes over weekends.
"""

import numpy as np

WEEK = 168.0
WORKING = 120.0


def worked(hours: np.ndarray) -> np.ndarray:
    """How many hours of working days lie before a moment."""
    weeks = np.floor(np.asarray(hours, float) / WEEK)
    return weeks * WORKING + np.minimum(hours - weeks * WEEK, WORKING)


def moment(worked_hours: np.ndarray) -> np.ndarray:
    """The first moment before which so many hours of working days lie."""
    weeks = np.floor(np.asarray(worked_hours, float) / WORKING)
    return weeks * WEEK + (worked_hours - weeks * WORKING)
