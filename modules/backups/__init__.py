"""What the module backup_status knows of restic, borg and tar."""
