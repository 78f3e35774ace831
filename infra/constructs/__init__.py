"""Building blocks that the stacks are made of, one idea a file."""
