"""People, their roles, training, hours and self-descriptions, the organisation, and imports of people and requests."""
