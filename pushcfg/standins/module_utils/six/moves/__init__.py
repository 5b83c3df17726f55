"""What has moved between the Pythons."""

from __future__ import annotations

import builtins
import configparser
from functools import reduce
from itertools import zip_longest

input, map, range, zip, filter = builtins.input, builtins.map, builtins.range, builtins.zip, builtins.filter  # noqa: A001

__all__ = ["configparser", "filter", "input", "map", "range", "reduce", "zip", "zip_longest"]
