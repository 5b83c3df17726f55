"""What the modules about files share: times, folders, trees of files, backups, edited lines."""
