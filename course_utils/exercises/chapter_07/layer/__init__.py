"""The convolutional layer of chapter 07: windows to rows, one product, rows back to the image, three gradients."""
