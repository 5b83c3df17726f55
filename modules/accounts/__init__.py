"""What the modules user and group know beside the name service: shadow, home folders, defaults of new accounts."""
