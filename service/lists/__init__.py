"""A prison's own lists, CSV or Excel: bytes in, a checked event a row out. Pure; and no file fills the memory."""
