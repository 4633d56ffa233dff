"""Numbers as lists show them: Chinese, Roman, letters, circled."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese_number(number: int, formal: bool = False) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 105 → 一百零五; formal: 壹, 壹拾. Beyond 9999 in digits."""
    if not 0 < number < 10000:
        return str(number)
    digits, units = (_FORMAL_DIGITS, _FORMAL_UNITS) if formal else (_DIGITS, _UNITS)
    text = ""
    for place, digit in zip(
        range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True
    ):
        if digit:
            text += digits[digit] + units[place]
        elif not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def chinese_digits(number: int) -> str:
    """Digit by digit: 10 → 一〇."""
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def roman(number: int) -> str:
    """4 → IV; up to 3999, in digits beyond."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, numeral in _ROMAN:
        text += numeral * (number // value)
        number %= value
    return text


def letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA, 53 → AAA, as Word counts."""
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def symbol_of(symbols: str) -> Callable[[int], str]:
    """The number's place in a row of symbols; in digits where the row is too short."""
    return lambda number: symbols[number - 1] if 0 < number <= len(symbols) else str(number)
