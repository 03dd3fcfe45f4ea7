"""Residual blocks of chapter 11, forward: the block, a shortcut across a change of size, the two together."""
