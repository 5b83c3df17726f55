"""What YAML has been read as."""
