"""What can be typed after ``zsdesk``: one module a room, each describes its commands and loads nothing else."""
