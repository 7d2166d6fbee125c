"""Files → Document → Section → Passage. No machine learning, no network."""
