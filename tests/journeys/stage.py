"""Sets the scene of a journey in the served site's own data, by the operations that people use.

It runs beside the server and in its environment: `python -m tests.journeys.stage` reads a line of JSON that names a
scene and its facts, and answers with a line that says what was made.
"""

import json
import sys

import django


def main() -> None:
    """Perform the scenes that are asked for, until nobody asks."""
    django.setup()
    from tests.journeys.scenes import SCENES

    for line in sys.stdin:
        scene, facts = json.loads(line)
        print(json.dumps(SCENES[scene](**facts)), flush=True)


if __name__ == "__main__":
    main()
