"""wsgiref.util of 3.13: is_hop_by_hop() is public."""

__all__ += ['is_hop_by_hop']
