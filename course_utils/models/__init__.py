"""The networks of the later chapters, in PyTorch: LeNet-5, AlexNet, residual networks.

Each module is one paper. Nothing is loaded before it is imported by name, since torch takes two seconds.
"""
