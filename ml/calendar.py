"""Days of the year on which people shop, or pause, in most markets: the same for everybody who forecasts."""

from datetime import date, timedelta

REACH = 7
"""Days before and after a holiday in which its nearness is told."""


def days_from_holiday(day: date) -> float:
    """Return the signed days from the nearest holiday, negative before it; ``nan`` when none is within a week."""
    years = (day.year - 1, day.year, day.year + 1)
    distances = [(day - holiday).days for year in years for holiday in holidays(year)]
    nearest = min(distances, key=abs)
    return float(nearest) if abs(nearest) <= REACH else float("nan")


def holidays(year: int) -> tuple[date, ...]:
    """Return New Year, Valentine's Day, Easter Sunday, Halloween, Black Friday and Christmas of a year."""
    return (
        date(year, 1, 1),
        date(year, 2, 14),
        easter(year),
        date(year, 10, 31),
        black_friday(year),
        date(year, 12, 25),
    )


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm in Meeus (1991), Astronomical algorithms, chapter 8.
    """
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return thursday + timedelta(days=1)
