"""The lists of exact versions: made by uv from the ranges of pyproject.toml, and tried out at both ends of them."""
