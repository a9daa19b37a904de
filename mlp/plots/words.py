"""Numbers in words: one way to round for every figure, panel and line of text."""


def percent(share, decimals=0):
    """A share from 0 to 1 in percent: "87 %", or with one decimal "87.4 %".

    Only exactly 0 and exactly 1 are called "0 %" and "100 %": what would be rounded to them is "under 1 %" or
    "over 99 %" (with one decimal "under 0.1 %" or "over 99.9 %").
    """
    least = 10**-decimals
    number = 100 * float(share)
    if 0 < number < least:
        return f"under {least:g} %"
    if 100 - least < number < 100:
        return f"over {100 - least:g} %"
    return f"{number:.{decimals}f} %"


def chance(probability, decimals=0):
    """A probability that softmax gives, in percent, as `percent` has it but never "0 %" or "100 %".

    Softmax gives every class more than 0; where float32 says 0 or 1, rounding has swallowed the rest.
    """
    return percent(min(max(float(probability), 1e-12), 1 - 1e-12), decimals)


def digits(number, significant=2):
    """A number with so many significant digits: "0.54", "2.2e-05", "560,000"; zeros at the end are left out."""
    rounded = float(f"{number:.{significant}g}") + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{rounded:,.0f}" if abs(rounded) >= 10**significant else f"{rounded:.{significant}g}"


def measured(text):
    """Mark what a training or a clock decided: "≈ 87.4 %". Another processor ends elsewhere in the last digits.

    text   as `percent`, `digits` or an f-string gives it; what begins with a word ("under 1 %") stays as it is

    The comparison of stored outputs ignores exactly the digits behind the sign.
    """
    return f"≈ {text}" if text[0].isdigit() or text[0] in "+-" else text
