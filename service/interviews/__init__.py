"""Interviews, concerns, decisions about applicants, their justification, and feedback."""
