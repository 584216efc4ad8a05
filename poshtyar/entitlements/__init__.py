"""Which packages an organization holds now, and what they allow."""
