"""How much redaction catches and what it costs: by label, by origin of name, in time."""
