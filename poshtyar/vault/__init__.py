"""Log-in details of stores: sealed, shown once to one of the staff, erased."""
