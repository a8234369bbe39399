"""Thresholds of SLA clocks: known beforehand, recorded once when they are due, then told.

`plan` when they will be reached; `recount` the same from the recorded events; `scan` finds what is due
and records it; `telling` who is told; `calendars` what changed calendars mean for open clocks.
"""
