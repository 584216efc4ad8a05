"""Append-only facts: the timeline, the audit trail and the source of notifications."""
