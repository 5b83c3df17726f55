"""What modules about kernel parameters share."""
