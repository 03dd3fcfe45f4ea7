"""The worked example of chapter 03 as small operations, and which known mistake a typed number comes from."""
