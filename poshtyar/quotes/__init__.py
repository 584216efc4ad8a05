"""Offers in coins on a ticket: versions, approval and settlement."""
