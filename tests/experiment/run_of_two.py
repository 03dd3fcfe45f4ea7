"""Train under torchrun and end with 0 if every process got the code that was expected.

Arguments: the code, after how many batches the first process is asked to stop (0: never), and the options of train.
"""

import os
import sys

from course_utils.experiment import processes, train

if __name__ == "__main__":
    code, batches, *options = sys.argv[1:]
    stepping, count = train.Trainer.step, [0]

    def step(trainer, rows):
        """Learn from a batch; at the right one, be stopped as by Ctrl-C."""
        stepping(trainer, rows)
        count[0] += 1
        trainer.stop = trainer.stop or (count[0] == int(batches) and os.environ["RANK"] == "0")

    train.Trainer.step = step
    try:
        found = train.main(options)
    except SystemExit as ended:  # argparse's way
        found = ended.code
    if found != int(code):
        print(f"ended with {found}, not {code}", file=sys.stderr)
    processes.end(int(found != int(code)))
