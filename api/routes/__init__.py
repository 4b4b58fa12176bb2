"""The routes, one file a noun; each says who may call it."""
