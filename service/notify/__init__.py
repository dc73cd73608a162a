"""Messages to people: rows first, sent afterwards."""
