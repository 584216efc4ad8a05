"""Lines of the log without what grants something: most secrets are never written, these would come by themselves."""

import logging
import re

# The address of a link carries its secret, and Django names the address of whatever failed. `test_planted_secrets`
# asks every address that has a token.
_TOKENS = re.compile(
    r"(/(?:invitation|register|settings/email|login/browser|password/[^/\s'\"]+|StartPay)/)[^/?#\s'\"]+"
)
# PostgreSQL explains a refused row by printing it, texts and hashes among them.
_DETAIL = re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*", re.MULTILINE)


def without_secrets(text: str) -> str:
    """Return a line or a trace without the secrets of links and without rows of the database."""
    return _DETAIL.sub(r"\1 …", _TOKENS.sub(r"\1…", text))


class Formatter(logging.Formatter):
    """Plain text that keeps nothing for others to use."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the trace below it."""
        return without_secrets(super().format(record))
