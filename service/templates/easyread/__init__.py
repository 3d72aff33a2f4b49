"""Easy read: whether words are short, plain and safe enough for a stranger's lock screen, rule by rule."""
