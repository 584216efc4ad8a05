"""What Poshtyar costs, measured by anybody with one command; docs/performance.md says how and what was seen."""
