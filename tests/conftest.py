"""Tests import `modules`, as hosts do, and `cases`, wherever pytest is started."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where everything that tests need is at hand, one that is skipped has not been run by mistake."""
    parser.addoption("--none-skipped", action="store_true", help="fail if any test is skipped")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count tests that were skipped as failures, where that is asked for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("none_skipped") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
