"""The filter json_query, by jmespath."""

from __future__ import annotations

from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import settled


def json_query(data: Any, expr: str) -> Any:
    """What a JMESPath expression finds in the data; None if it finds nothing."""
    if not isinstance(expr, str):
        raise TypeError(f"the expression is no text: {expr!r}")
    try:
        return jmespath.search(str(expr), settled(data))
    except JMESPathError as error:
        raise TemplateError(f"{' '.join(str(error).split())}", None, "see jmespath.org for the expressions") from error


FILTERS = {"json_query": json_query}
