"""What `mount` knows of /etc/fstab and of what is mounted."""
