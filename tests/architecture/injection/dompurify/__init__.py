"""What DOMPurify's own tests clean: payloads that people found against sanitisers in fourteen years.

Taken from `test/fixtures/expect.js` of the package dompurify 0.8.0 on npm, the last that carries its fixtures; of
each only what goes in, each once. They are DOMPurify's, under the terms of LICENSE beside this file (Apache-2.0 or
MPL-2.0), and no part of what is installed.
"""

import json
from pathlib import Path

FIXTURES: list[str] = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
