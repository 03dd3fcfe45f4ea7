"""Training runs made up: their curves, and folders that hold their logs."""

from course_utils.data.runs import Run

HEAD = "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,rate\n"
TWO = HEAD + "1,1.2,0.5,1.0,0.6,1.5,0.1\n2,0.4,0.9,0.9,0.7,3.0,0.1\n"


def run(train, validation, train_loss=None, validation_loss=None):
    """Return a `Run` with these accuracies; without losses, with those that go with them."""
    train_loss = train_loss or [1 - a + 1e-3 for a in train]
    validation_loss = validation_loss or [1 - a + 1e-3 for a in validation]
    return Run("made up", 0, {}, train_loss, train, validation_loss, validation)


def a_run(home, name="runs/mine", log=TWO, config="{}"):
    """Write the folder of a run into the learner's; None leaves its log or its options out."""
    folder = home / name
    folder.mkdir(parents=True)
    if config is not None:
        (folder / "config.json").write_text(config)
    if log is not None:
        (folder / "log.csv").write_text(log)
    return folder
