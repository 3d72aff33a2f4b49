"""What people text back: `understand` reads a reply by the rules in rules/, told in docs/replies.md."""

from service.understanding.understand import understand

__all__ = ["understand"]
