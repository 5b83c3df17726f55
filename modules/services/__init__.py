"""What the modules systemd and service know of service managers."""
