"""What the module schedule knows of systemd timers and of cron."""
