"""How much may be sold: what pages can show and columns can keep."""

MOST_PACKAGES = 12
MOST_ROWS = 40
MOST_GROUPS = 30
MOST_SERVICES = 300
MOST_EXAMPLES = 5
MOST_PACKAGE_COINS = 1_000_000
# A hundred billion toman; with any VAT it stays far below what a column of rials holds.
MOST_PRICE_RIAL = 10**12
MOST_VALIDITY_DAYS = 10 * 366
MOST_SERVICE_COINS = 1_000_000
MOST_SERVICE_MINUTES = 1000 * 60
