"""How much an offer may hold, and how long the words about it may be."""

MOST_LINES = 8
MOST_COINS = 1_000_000
LONGEST_TITLE, LONGEST_LINE_TITLE = 160, 200
LONGEST_TEXT = 4000
