"""Files that people attach: streamed to disk, checked by magic number, served as downloads."""
