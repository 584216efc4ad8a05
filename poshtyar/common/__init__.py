"""No business: one subject per file, imported by everybody."""
