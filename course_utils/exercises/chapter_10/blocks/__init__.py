"""Residual blocks of chapter 10, forward: the block, a shortcut across a change of size, the two together."""
