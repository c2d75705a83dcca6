__all__ = ["exported"]
exported = "in all"
hidden = "not in all"
