"""What the course states in numbers, tied to what each means: the claims, their check, their proof by mutation."""
