"""Other programs that keep two machines in step, beside ours."""
