"""What a calendar may hold and a service level may promise."""

MOST_LEVELS = 20
HIGHEST_RANK = 100
# Thirty days of service time; the promise engine walks day by day until it has them.
LONGEST_TARGET_MINUTES = 30 * 24 * 60
MOST_CALENDARS = 20
MOST_INTERVALS_A_DAY = 6
# With less service time in a week, a promise would lie years away.
LEAST_WEEKLY_MINUTES = 60
