"""Tags and filters that every template has.

Filters write what a person reads (numbers, money, moments, texts); tags draw the components of `templates/ui/`.
"""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zipfile import ZipFile

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from poshtyar.common import jalali, numbers
from poshtyar.common.fields import new_nonce
from poshtyar.common.localised import localised
from poshtyar.common.mobile import format_mobile
from poshtyar.common.numbers import current_language
from poshtyar.common.persian import direct
from poshtyar.common.richtext import render
from poshtyar.common.words import coins_in_words, working_hours_in_words
from poshtyar.ui.templatetags.fixed import once

register = template.Library()

BADGE_KINDS = ("coin", "ok", "warn", "bad", "info", "over", "mute")
METER_KINDS = ("free", "soon", "held")


# ---- numbers and money


@register.filter
def number(value) -> str:
    """Write a number with separators, in the reader's digits."""
    return numbers.format_number(value)


@register.filter
def change(value) -> str:
    """Write a number with its sign: «+۸», «−۱۲»."""
    return numbers.format_change(value)


@register.filter
def digits(value) -> str:
    """Write the digits of a text in the reader's script."""
    return numbers.localise_digits(str(value))


@register.filter
def filesize(count: int) -> str:
    """Write the size of a file: «۲۱۰ کیلوبایت»."""
    return numbers.format_bytes(count)


@register.filter
def toman(rial) -> str:
    """Write an amount of rials in toman, with its unit."""
    return numbers.format_toman(rial)


@register.filter
def toman_apart(rial) -> SafeString:
    """Write an amount whose unit may stand under it, where a column has no room for both."""
    number, unit = numbers.format_toman(rial).split(numbers.NO_BREAK_SPACE)
    return format_html('{}{}<span class="unit">{}</span>', number, numbers.NO_BREAK_SPACE, unit)


# ---- moments


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment: «امروز ۱۶:۳۰»."""
    return _time(value, jalali.format_moment(value, timezone.now())) if value else ""


@register.filter
def exact_moment(value: datetime) -> str:
    """Write a moment with its year: «۶ آذر ۱۴۰۵، ۹:۳۰»."""
    return _time(value, jalali.format_on_paper(value))


@register.filter
def printed_moment(value: datetime) -> str:
    """Write a moment that may be printed."""
    near, dated = jalali.format_moment(value, timezone.now()), jalali.format_on_paper(value)
    return _time(value, format_html('<span class="no-print">{}</span><span class="only-print">{}</span>', near, dated))


@register.filter
def end(value: datetime | None) -> str:
    """Write until when something lasts: «پایان امروز», never «فردا ۰:۰۰»."""
    return _time(value, jalali.format_end(value, timezone.now())) if value else ""


@register.filter
def day(value: datetime | date | None) -> str:
    """Write a day: «۶ آذر ۱۴۰۵»."""
    return _time(value, jalali.format_date(value)) if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    """Write how far a moment is from now: «۳ ساعت پیش»."""
    return _time(value, jalali.format_ago(value)) if value else ""


def _time(value: datetime | date, said: str) -> SafeString:
    """Return the words as a `<time>`: programs read its attribute, and a tooltip shows the other calendar."""
    exact = jalali.local(value) if isinstance(value, datetime) else value
    other = jalali.format_in_other_calendar(exact)
    return format_html('<time datetime="{}" title="{}">{}</time>', exact.isoformat(), other, said)


# ---- texts


@register.filter
def rich(text: str) -> SafeString:
    """Write what a person wrote, with its lists, code and links."""
    return format_html('<div class="rich">{}</div>', render(text or ""))


@register.filter
def ltr(value) -> SafeString:
    """Write an address, a version or the name of a file as a left-to-right island."""
    return format_html('<bdi class="ltr">{}</bdi>', value)


@register.filter
def code(value) -> SafeString:
    """Write the number of an order or a payment as a left-to-right island that goes to a new line whole."""
    return format_html('<bdi class="ltr code">{}</bdi>', value)


@register.filter
def web_address(value: str) -> SafeString:
    """Write the address of a site as an island that breaks before a dot or after a slash, and not inside a word."""
    parts = re.split(r"(?=\.)|(?<=/)", value)
    return format_html(
        '<bdi class="ltr">{}</bdi>', format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))
    )


@register.filter
def mobile(value: str | None) -> SafeString | str:
    """Write a stored mobile number as people read it, and let a telephone dial it."""
    if not value:
        return ""
    said = numbers.localise_digits(format_mobile(value))
    return format_html('<a class="phone" dir="ltr" href="tel:{}">{}</a>', value, said)


@register.filter
def contact(person) -> SafeString | str:
    """Write by what a person is reached: the mobile number, else the e-mail address; nothing of whoever has left."""
    return mobile(person.mobile) or (ltr(person.email) if person.email else "")


@register.filter
def local(obj, field: str) -> str:
    """Write the field of an object in the reader's language: `package|local:"name"`."""
    return localised(obj, field)


# ---- components


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Draw a Lucide icon; it says nothing to a screen reader, so a word stands beside it."""
    return _icon(str(name), size)


register.tag("icon", once(register.tags["icon"]))


@lru_cache(maxsize=256)
def _icon(name: str, size: int) -> SafeString:
    """Draw once, keep for the process."""
    lines = _drawings().read(f"{name}.svg").decode().partition(">")[2].strip()
    return mark_safe(  # noqa: S308 (of the library's own file)  # nosec B703
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"'
        f' class="icon icon-{name}">\n  {lines}'
    )


@cache
def _drawings() -> ZipFile:
    """Open the library's file, once: to read which 1,700 it holds takes 20 ms, and it does so for each icon."""
    return ZipFile(str(files("lucide") / "lucide.zip"))


COIN_MARK = mark_safe(
    '<svg class="coin-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
    '<circle cx="8" cy="8" r="7" fill="currentColor"/></svg>'
)


@register.simple_tag
def coins(count: int) -> SafeString:
    """Write a number of coins with the coin's mark."""
    return format_html('<span class="coin">{}<span>{}</span></span>', COIN_MARK, coins_in_words(count))


register.filter("coins", coins_in_words)
register.filter("working_hours", working_hours_in_words)
register.filter(direct)


@register.simple_tag
def badge(kind: str, text: str, icon_name: str = "") -> SafeString:
    """Draw a badge; its colour never speaks alone, so it always has a word."""
    if kind not in BADGE_KINDS:
        raise template.TemplateSyntaxError(f"badge: {kind!r} is none of {BADGE_KINDS}")
    mark = COIN_MARK if kind == "coin" and not icon_name else _icon(icon_name, 16) if icon_name else ""
    return format_html('<span class="badge b-{}">{}{}</span>', kind, mark, text)


@register.simple_tag
def badge_of(standing) -> SafeString:
    """Draw the badge of a standing that knows its `kind`, its `words` and its `icon`."""
    return badge(standing.kind, standing.words, standing.icon)


@register.simple_tag
def work_link(work, page: str) -> SafeString:
    """Draw a link to a piece of work on its ticket; a tag and no fragment, because a list draws it for each row."""
    number, words = work.ticket_number, '<a href="{}"><bdi class="ltr">#{}</bdi> <bdi>{}</bdi></a>'
    return format_html(words, reverse(page, args=[number]), number, work.title)


@register.simple_tag
def field(bound_field) -> SafeString:
    """Draw a form's field: label, help, error and input, tied together for screen readers."""
    form = bound_field.form
    if form.is_bound or bound_field.name not in getattr(form, "drawn_once", ()) or bound_field.value():
        return _draw_field(bound_field)
    reader = current_language(), numbers.digits_choice.get()
    which = type(form), bound_field.html_name, bound_field.auto_id, str(bound_field.help_text), *reader
    if which not in _empty_fields:
        _empty_fields[which] = _draw_field(bound_field)
    return _empty_fields[which]


# There are as many as forms say of themselves that they have some, in each language.
_empty_fields: dict[tuple, SafeString] = {}


def _draw_field(bound_field) -> SafeString:
    widget = bound_field.field.widget
    drawn = {
        "field": bound_field,
        "is_group": bound_field.use_fieldset,
        "is_checkbox": getattr(widget, "input_type", "") == "checkbox" and not bound_field.use_fieldset,
        # The browser's own button speaks the browser's language, so ours is drawn beside the input.
        "is_files": getattr(widget, "input_type", "") == "file",
        "is_password": getattr(widget, "input_type", "") == "password",
        # What is needed at times says in its help when; to call it optional would be said beside its error too.
        "is_optional": not bound_field.field.required
        and bound_field.name not in getattr(bound_field.form, "sometimes_needed", ()),
    }
    return render_to_string("ui/_field.html", drawn)


@register.simple_tag
def error_summary(*sources) -> str:
    """Draw what was refused: errors of forms and formsets, each a link to its field, and refusals in words."""
    errors = [error for source in sources for error in errors_of(source)]
    return render_to_string("ui/_error_summary.html", {"errors": errors}) if errors else ""


@register.simple_tag
def error_prefix(*sources) -> str:
    """Write what the title of a page with errors begins with: it is the first thing that a screen reader says."""
    return gettext("Error: ") if any(errors_of(source) for source in sources) else ""


def errors_of(source) -> list[dict]:
    """Return the errors of a form, a formset or a refusal, each with the id of its field if it has one."""
    if isinstance(source, BaseForm | BaseFormSet) and not source.is_bound:
        # Nothing was sent, so nothing can be wrong; a ticket page asks three times about forms of many fields.
        return []
    if isinstance(source, BaseFormSet):
        general = [{"message": message, "target": ""} for message in source.non_form_errors()]
        return general + [error for form in source.forms for error in errors_of(form)]
    if not isinstance(source, BaseForm):
        return [{"message": str(source), "target": ""}] if source else []
    errors = [{"message": message, "target": ""} for message in source.non_field_errors()]
    for bound_field in source:
        target = "" if bound_field.is_hidden else bound_field.id_for_label or f"{bound_field.auto_id}_0"
        errors += [{"message": message, "target": target} for message in bound_field.errors]
    return errors


@register.simple_tag(takes_context=True)
def card_form(context, action: str) -> BaseForm:
    """Return the form of an action on the card that is being drawn; see `ui.forms.CardForms`."""
    return context["card_forms"].of(action, context["card"])


@register.simple_tag
def meter(label: str, **parts: int) -> SafeString:
    """Draw numbers of coins as one bar: `{% meter label free=32 soon=10 held=12 %}`; the words beside it say the same.

    The policy allows no style attributes, so it is an SVG; the style sheet mirrors it in Persian.
    """
    if unknown := set(parts) - set(METER_KINDS):
        raise template.TemplateSyntaxError(f"meter: {sorted(unknown)} are none of {METER_KINDS}")
    total = sum(parts.values())
    rects, start = [], 0.0
    for kind in METER_KINDS:
        share = 100 * parts.get(kind, 0) / total if total else 0
        if share:
            rects.append((kind, f"{start:.2f}", f"{share:.2f}"))
        start += share
    drawn = format_html_join("", '<rect class="m-{}" x="{}%" y="0" width="{}%" height="12"/>', rects)
    return format_html('<svg class="meter" role="img" aria-label="{}" width="100%" height="12">{}</svg>', label, drawn)


@register.simple_tag
def nonce() -> SafeString:
    """Write the hidden field by which a form sent twice is known."""
    return format_html('<input type="hidden" name="nonce" value="{}">', new_nonce())


@register.simple_tag(takes_context=True)
def url_with(context, **changes) -> str:
    """Write this page's query string with some of it changed: `{% url_with page=2 %}`; an empty value removes it."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
