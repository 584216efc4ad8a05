"""Buying a package: orders, payments and the payment gateways."""
