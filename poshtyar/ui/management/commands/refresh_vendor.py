"""Fetch the vendored scripts again, in the versions that vendor.json names."""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

VENDOR = Path(__file__).resolve().parents[2] / "static" / "ui" / "vendor"
MANIFEST = VENDOR / "vendor.json"


class Command(BaseCommand):
    """Fetch each package with npm, copy its one file, and write down its checksum."""

    help = "Fetch the vendored scripts in the versions of vendor.json and write their checksums there (needs npm)."

    def handle(self, *args, **options):
        """Run the command; the change of a checksum shows in the review of vendor.json."""
        manifest = json.loads(MANIFEST.read_text())
        for name, source in manifest.items():
            content = packed(f"{source['package']}@{source['version']}", source["path"])
            (VENDOR / name).write_bytes(content)
            source["sha256"] = hashlib.sha256(content).hexdigest()
            self.stdout.write(f"{name}: {source['package']} {source['version']}, {source['sha256']}")
        MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")


def packed(package: str, path: str) -> bytes:
    """Return one file of a published package; nothing of the package is run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--ignore-scripts", "--pack-destination", folder, package]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (names come from vendor.json)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            file = archive.extractfile(f"package/{path}")
            if file is None:
                raise CommandError(f"{package} has no file {path}.")
            return file.read()
