"""The round: every panel of a trust at once, with a certificate per level. ``docs/round.md`` has the mathematics."""
