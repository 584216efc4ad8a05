"""What a service level may promise."""

MOST_LEVELS = 20
HIGHEST_RANK = 100
# Thirty days of service time; the promise engine walks day by day until it has them.
LONGEST_TARGET_MINUTES = 30 * 24 * 60
