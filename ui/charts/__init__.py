"""Pictures of figures: painted by hand, told apart without colour, walked through by the keyboard."""
