"""How many questions a page can show, and how long an answer may be."""

MOST_FAQ_ENTRIES = 100
LONGEST_QUESTION = 200
LONGEST_ANSWER = 8000
