"""Faults: what happens to a served Poshtyar when something under it breaks (`bar.md` part 3)."""
