"""What every module stands on: its anatomy, the door to the host, and converge."""
