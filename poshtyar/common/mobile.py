"""Mobile numbers: stored as E.164, written in any usual way, shown in groups."""

import phonenumbers

from poshtyar.common.persian import normalise, to_latin_digits

# The codes and notices go out through Iranian drivers, so only Iranian numbers can be reached.
REGION, COUNTRY_CODE = "IR", 98
# «۰۹۱۲ ۳۴۵ ۶۷۸۹» is how people read a number aloud.
GROUPS = (4, 7)


def parse_mobile(text: str) -> str:
    """Return the number as E.164, such as "+989123456789". Raises ValueError for landlines and slips."""
    try:
        number = phonenumbers.parse(to_latin_digits(normalise(text)), REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"not a telephone number: {text!r}") from error
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != COUNTRY_CODE or not is_mobile or number.extension:
        raise ValueError(f"not an Iranian mobile number: {text!r}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_mobile(number: str) -> str:
    """Return an E.164 number as it is said in its country: "0912 345 6789"; anything else stays itself."""
    if not number.startswith(f"+{COUNTRY_CODE}"):
        return number
    national = "0" + number.removeprefix(f"+{COUNTRY_CODE}")
    first, second = GROUPS
    return f"{national[:first]} {national[first:second]} {national[second:]}"
