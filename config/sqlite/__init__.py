"""Django's SQLite backend, with one promise more."""
