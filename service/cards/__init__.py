"""What is printed: cards with a code, and leaflets without one. Values in, a file's bytes out."""
