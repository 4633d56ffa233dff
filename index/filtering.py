"""What a search's filters ask of a notice, as conditions of a query."""

from sqlalchemy import ColumnElement, func

from index import schema
from index.hit import Filters
from index.settling import STATUS

_V = schema.versions.c


def conditions_of(filters: Filters) -> list[ColumnElement[bool]]:
    """What a current version has to meet, beside being current."""
    day = func.coalesce(_V.issued_on, _V.published_on)
    candidates = (
        (filters.issuer, lambda x: _V.issuer.icontains(x, autoescape=True)),
        (filters.category, lambda x: _V.category.icontains(x, autoescape=True)),
        (filters.party, lambda x: _V.text.icontains(x, autoescape=True)),
        (filters.issued_from, lambda x: day >= x),
        (filters.issued_to, lambda x: day <= x),
        (filters.status, lambda x: x == STATUS),
    )
    return [make(value) for value, make in candidates if value is not None]
