"""Pictures of the window: every page and state, in every look, to be looked at one by one."""
