"""Which of a few texts say something like another: by the words that they share, in any spelling of them."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from poshtyar.common.persian import fold

SHORTEST_WORD = 3
MOST_WORDS = 12
# A word of the heading says more of what a text is about than one below it.
OF_HEADING, OF_REST = 2, 1
LEAST_LIKENESS = 2


def likest(text: str, candidates: Sequence[tuple[str, str]], *, most: int) -> list[int]:
    """Return the places of the candidates, each a heading and a rest, that are most like the text; the likest first.

    A word counts when at most a third of the candidates know it: what all of them say tells none of them apart.
    One that begins with the other is the same word, as «سکه» and «سکه‌ها» are.
    """
    asked = _words(text)[:MOST_WORDS]
    known = [(_words(heading), _words(rest)) for heading, rest in candidates]
    found: Counter[int] = Counter()
    for word in asked:
        knowing = {}
        for place, (heading, rest) in enumerate(known):
            if weight := OF_HEADING * _knows(heading, word) or OF_REST * _knows(rest, word):
                knowing[place] = weight
        if len(knowing) <= max(1, len(known) // 3):
            found.update(knowing)
    # Equals stand as they came.
    return [place for place, likeness in found.most_common() if likeness >= LEAST_LIKENESS][:most]


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return tuple(dict.fromkeys(word for word in letters.split() if len(word) >= SHORTEST_WORD))


def _knows(words: tuple[str, ...], asked: str) -> bool:
    return any(word.startswith(asked) or asked.startswith(word) for word in words)
