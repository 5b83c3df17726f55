"""What the module logrotate knows of logrotate's configuration."""
