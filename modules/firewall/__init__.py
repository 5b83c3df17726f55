"""What modules about packet filters share."""
