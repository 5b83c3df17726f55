"""What the modules apt and package know of package managers."""
