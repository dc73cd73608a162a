"""Redaction: a text and known values go in; spans with label, source and confidence, and a redacted text come out.

Pure: the standard library and google-re2. It reduces what identifies a person; it does not make a text anonymous.
"""
