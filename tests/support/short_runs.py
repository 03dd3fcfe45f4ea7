"""The options of a run that takes a second."""

SHORT = ("--model", "simple-convnet", "--data", "digits", "--limit", "160", "--batch-size", "32", "--lr", "0.02",
         "--threads", "1", "--augment", "crop")  # fmt: skip
