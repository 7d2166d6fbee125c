"""Other ways of answering, asked the same questions and scored by the same scorer."""
