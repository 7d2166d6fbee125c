"""Question and Hits → Answer with Citations → people and scripts."""
