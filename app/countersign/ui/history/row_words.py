"""How a row of the history is put into words, in the user's own time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from countersign.model.history import HistoryRow

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def local(moment: datetime) -> datetime:
    """Return a moment in the user's time zone."""
    return moment.astimezone()


def spoken_day(day: date, today: date) -> str:
    """Return Today, Yesterday, a weekday within the week, else the date, with its year where that is another."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if today - timedelta(days=7) < day < today:
        return _DAYS[day.weekday()]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def spoken_time(moment: datetime) -> str:
    """Return the hour and minute."""
    return f"{local(moment):%H:%M}"


def spoken_moment(moment: datetime) -> str:
    """Return date and time to the second, with the zone."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S %Z}"


def short_url(url: str) -> str:
    """Return the path with the query, or the host where there is no path; of a signaling channel its name."""
    _, scheme, rest = url.partition("://")
    if not scheme:
        return url.rpartition("channel/")[2] or url
    if channel := dict(parse_qsl(urlsplit(url).query)).get("X-Amz-ChannelARN"):
        return channel.rpartition("channel/")[2].partition("/")[0]
    host, slash, path = rest.partition("/")
    return f"/{path}" if slash and path else host


def spoken_status(row: HistoryRow) -> str:
    """Return the status, or that nothing answered."""
    return str(row.status) if row.status is not None else "failed"


def status_token(row: HistoryRow) -> str:
    """Return the palette's colour of a row's status."""
    if row.status is None or row.status >= 400:
        return "error"
    return "warn" if 300 <= row.status < 400 else "ok"


def row_name(row: HistoryRow) -> str:
    """Return a row in one line, as a screen reader says it."""
    return f"{row.method} {short_url(row.url)} {spoken_status(row)}, {spoken_time(row.at)}"


def row_tip(row: HistoryRow) -> str:
    """Return all that a row holds, in lines."""
    lines = [row.url, f"{spoken_moment(row.at)} · {row.milliseconds:.0f} ms"]
    if row.failure:
        lines.append(row.failure)
    if row.origin.environment:
        lines.append(f"Environment {row.origin.environment}")
    return "\n".join(lines)
