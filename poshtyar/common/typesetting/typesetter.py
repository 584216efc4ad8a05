"""The process that sets one document: template and data come in as JSON, the PDF goes out."""

import json
import resource
import sys
from pathlib import Path

PROCESSOR_SECONDS, BYTES = 15, 2 * 1024**3


def main() -> None:
    """Set the document within the limits of this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    import typst  # Within the limits too.

    asked = json.load(sys.stdin.buffer)
    template = Path(asked["template"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]])
    made = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=fonts,
        format="pdf",
        sys_inputs={"data": json.dumps(asked["data"])},
        # No package can be looked for: neither on the disk nor in the net.
        package_path="/nonexistent",
        package_cache_path="/nonexistent",
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
