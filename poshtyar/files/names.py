"""File names: only data, shown and offered for download, never a place on disk (a hostile name must hurt nobody)."""

import re
import unicodedata

ZWNJ = "\u200c"
MAX_BYTES = 200  # file systems hold 255 bytes, and browsers add " (1)"
# Controls, formats (direction marks, zero width), surrogates, private use, unassigned, line and paragraph separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# What some system reads as part of a path, a pattern or a stream.
_RESERVED = re.compile(r'[<>:"|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?=\.|$)", re.IGNORECASE)


def clean_file_name(name: str) -> str:
    """Return the last part of a name, composed, visible and short; what is left of nothing is `file`.

    The half-space stays, because Persian names need it; hidden and relative names lose their leading dots.
    """
    name = unicodedata.normalize("NFC", name)
    name = "".join(letter for letter in name if letter == ZWNJ or unicodedata.category(letter) not in _INVISIBLE)
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = re.sub(r"\s+", " ", _RESERVED.sub("_", name)).strip(f". {ZWNJ}")
    name = _DEVICES.sub(r"_\1", name) if _DEVICES.match(name) else name
    return _shortened(name) or "file"


def _shortened(name: str) -> str:
    """Return the name within its bytes, with its ending kept."""
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending.encode()) <= 20 else ""
    room = MAX_BYTES - len(ending.encode())
    return (stem if ending else name).encode()[:room].decode(errors="ignore").rstrip(f". {ZWNJ}") + ending
