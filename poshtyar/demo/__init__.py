"""A demonstration: seeded data, the demo bank and the outbox page."""
