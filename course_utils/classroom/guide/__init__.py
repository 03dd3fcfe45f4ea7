"""The lecturer's guide: plans, and what to do with each part of each chapter; the notebook calls it."""
