"""The verbs of ``policy-assistant eval``, one noun per file; ``evals.command`` puts them on the command line."""
