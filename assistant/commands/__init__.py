"""Command groups of the command line, one small file each."""
