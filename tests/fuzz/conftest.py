"""Prints, after the run, what was fed to each parser."""


def pytest_terminal_summary(terminalreporter):
    """A line for each fuzzed parser."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    found = [
        value
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "fuzz" and report.when == "call"
    ]
    for parser, figures in sorted(found):
        terminalreporter.write_line(
            f"{parser}: {figures['cases']} cases, {figures['refused']} refused, "
            f"slowest {figures['slowest_ms']} ms"
        )
