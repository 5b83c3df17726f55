"""Archives: what is in them, how it compares with what is on the host, and how it gets there."""
