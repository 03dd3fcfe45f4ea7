"""``make quick``: what a change can have broken, within a minute; ``make fix``: what a program can put right."""
