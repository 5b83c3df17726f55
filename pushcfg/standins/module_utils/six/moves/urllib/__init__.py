"""As urllib."""
