"""Figures: percentiles of times, the machine, and the versions."""

import os
import platform
import resource
import statistics
from collections.abc import Sequence
from importlib.metadata import version


def machine() -> str:
    """Where and with what it ran, and how busy it was."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "numpy", "sqlalchemy"))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}; load average {load}"


def figures(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and largest, in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return f"p50 {1000 * statistics.median(ordered):7.1f}  p95 {1000 * p95:7.1f}  max {1000 * ordered[-1]:7.1f} ms"


def megabytes() -> int:
    """The most memory this process has used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
