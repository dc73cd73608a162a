"""What crosses the wire: one request schema and one response schema a resource, and one error body.

A response schema is a whitelist: a field that is not named here never leaves the service.
"""
