"""Errors that nobody expected: what is told of them, without secrets."""

from __future__ import annotations

import traceback

from pushcfg.masking import Masker


class Fault(Exception):
    """A fault of pushcfg itself; `traced` is where it comes from."""

    def __init__(self, told: str, traced: str) -> None:
        super().__init__(told)
        self.traced = traced


def fault(error: BaseException, masker: Masker) -> Fault:
    """What is told of an error, with every secret in it masked: its text may hold any value."""
    if isinstance(error, Fault):
        return error
    traced = "".join(traceback.format_exception(error))
    return Fault(masker.mask(f"{type(error).__name__}: {error}"), masker.mask(traced))
