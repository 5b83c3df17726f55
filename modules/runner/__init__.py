"""The runner: the process on a host that takes tasks from its session and tells how they ended."""
