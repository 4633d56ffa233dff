"""Moments that callers give, as the stores have them."""

from datetime import UTC, datetime

from index.errors import FilterError


def utc(moment: datetime | None) -> datetime | None:
    """UTC without zone; what came without a zone is by the clock of this machine.

    Raises FilterError.
    """
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, ValueError, OSError) as error:  # the first and the last days there are
        raise FilterError(f"时间 {moment.isoformat()} 超出范围。请给一个合理的时间。") from error
