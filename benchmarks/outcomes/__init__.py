"""The outcomes audit at scale, and beside its peers."""
