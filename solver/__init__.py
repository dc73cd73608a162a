"""The panel solver: a frozen problem in, a frozen result out. Knows ids and feature values, never a name or a row."""
