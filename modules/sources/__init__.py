"""Working copies of source code."""
