"""What the commands start: JupyterLab, the explorers' page for the projector, and the checks."""
