"""What a training run of a torch model did, epoch by epoch."""


class Record:
    """Hold one entry for each epoch: training and validation, loss and accuracy, time and learning rate.

    `train_loss` and `train_accuracy` are running means over the batches of the epoch, while the model still learns
    (dropout on, weights moving), so they begin worse than what the model can do at the end of it. `validation_loss` and
    `validation_accuracy` are taken over the whole set after the epoch, and empty without one. `seconds` counts from the
    start, `rate` is the learning rate of the epoch. `interrupted` says whether the run was stopped.
    """

    COLUMNS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "seconds", "rate")

    def __init__(self):
        self.train_loss, self.train_accuracy, self.validation_loss, self.validation_accuracy = [], [], [], []
        self.seconds, self.rate = [], []
        self.interrupted = False

    def add(self, training, validation, seconds, rate):
        """Append an epoch: two `training.Evaluation` (the second may be None), seconds since the start, the rate."""
        self.train_loss.append(training.loss)
        self.train_accuracy.append(training.accuracy)
        if validation is not None:
            self.validation_loss.append(validation.loss)
            self.validation_accuracy.append(validation.accuracy)
        self.seconds.append(seconds)
        self.rate.append(rate)

    @property
    def epochs(self) -> int:
        """How many whole epochs were run."""
        return len(self.train_loss)

    def rows(self) -> list:
        """Return one dictionary for each epoch, counted from 1; columns without entries are left out."""
        full = [name for name in self.COLUMNS if getattr(self, name)]
        return [
            {"epoch": k + 1, **{name: getattr(self, name)[k] for name in full}} for k in range(self.epochs)
        ]  # fmt: skip

    @property
    def line(self) -> str:
        """The last epoch in a few words, for the progress bar, which has room for one accuracy."""
        held_out = bool(self.validation_accuracy)
        kind, accuracy = ("validation", self.validation_accuracy) if held_out else ("training", self.train_accuracy)
        return f"loss {self.train_loss[-1]:.3f}, {kind} accuracy {accuracy[-1]:.3f}"

    def plot(self, ax=None):
        """Draw accuracy over epochs, training and validation, on `ax` (or a new figure's); return the Axes."""
        from course_utils.plotting.networks import training_curves  # only a figure needs matplotlib

        return training_curves(self, ax)

    def __repr__(self):
        if not self.epochs:
            return "Record: nothing yet"
        learned = f", training accuracy {self.train_accuracy[-1]:.3f}" if self.validation_accuracy else ""
        return f"Record: {self.epochs} epochs, {self.line}{learned}{', interrupted' if self.interrupted else ''}"
