"""Ways back through chapter 11's networks: gradients of a sum, factors and paths, and what there is to learn."""
