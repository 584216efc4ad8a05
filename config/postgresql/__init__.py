"""PostgreSQL behind Django, with a cheaper look at whether a kept connection still stands."""
