"""Outcomes: the equality audit of applications, as pure functions from counts to figures, reports and releases."""
