"""Kept reports that come by mail, by the calendar."""
