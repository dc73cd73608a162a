"""Shortlisting: applications, their redaction, and blind marking."""
