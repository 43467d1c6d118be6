"""The window: Qt widgets over the desk, drawn from the same field declarations as everything else."""
