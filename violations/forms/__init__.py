"""What pages about reports send back."""
