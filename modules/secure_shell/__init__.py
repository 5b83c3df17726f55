"""What the module sshd knows of sshd_config(5)."""
