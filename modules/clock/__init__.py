"""The host's clock: what `timezone` is made of."""
