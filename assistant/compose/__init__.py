"""Evidence → claims → text with citations; one file per way of composing."""
