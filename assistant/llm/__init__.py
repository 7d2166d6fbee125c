"""A language model that words answers: which may be used, how it is reached, what it is told, and what of it is believed."""
