"""What staff do with an organization's coins by hand, beside the work that uses them."""
