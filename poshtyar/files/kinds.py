"""What a file really is, by its first bytes; names and senders' words count for nothing."""

import codecs

import filetype

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"


def content_type_of(head: bytes) -> str:
    """Return the type by magic number, plain text for what reads as text (HTML and SVG too), else unknown."""
    if kind := filetype.guess_mime(head):
        return kind
    return TEXT if head and _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        # Not final: the first bytes may end in the middle of a letter.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True
