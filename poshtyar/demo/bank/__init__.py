"""The demo bank: another party, spoken to over HTTP only, whose misdeeds can be ordered with a button."""
