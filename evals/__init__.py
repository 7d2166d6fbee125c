"""The last room: questions + system → numbers."""
