"""Fairpanel, the service: doors, use cases, tables."""
