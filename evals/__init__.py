"""Questions and a system → numbers. Imports the assistant; nothing imports this room."""
