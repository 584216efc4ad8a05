"""Calendars, service levels and the promise of the first answer."""
