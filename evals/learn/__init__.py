"""What the assistant learns from labelled questions: the order of statements, and when to decline."""
