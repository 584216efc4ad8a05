"""Settings, addresses and schedules of the project."""
