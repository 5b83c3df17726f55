"""What is the same under every Python."""
