"""The built-in packs, one for each module of the backend."""
