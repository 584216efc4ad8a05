"""Poshtyar: a help desk paid with prepaid coins, priced before the work starts."""
