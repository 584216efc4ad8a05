"""Work to do later: written in the caller's transaction, leased, retried, parked."""
