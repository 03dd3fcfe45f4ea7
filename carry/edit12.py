"""Edit chapter 12's cells by id: any folder, look, new pictures, lagging averages."""
import json, sys, glob
path = glob.glob(sys.argv[1] + "/notebooks/12_*.ipynb")[0]
nb = json.load(open(path, encoding="utf-8"))
cells = nb["cells"]
def at(id): return next(i for i, c in enumerate(cells) if c["id"] == id)
def src(id): return "".join(cells[at(id)]["source"])
def put(id, text): cells[at(id)]["source"] = text.splitlines(keepends=True)
def sub(id, *pairs):
    s = src(id)
    for a, b in pairs:
        assert a in s, (id, a); s = s.replace(a, b, 1)
    put(id, s)
def after(id, *new):
    i = at(id) + 1
    for cell in new:
        cells.insert(i, cell); i += 1
def md(id, text, **meta): return {"cell_type": "markdown", "id": id, "metadata": meta, "source": text.strip("\n").splitlines(keepends=True)}
def code(id, text, tags=()): return {"cell_type": "code", "execution_count": None, "id": id, "metadata": {"tags": list(tags)} if tags else {}, "outputs": [], "source": text.strip("\n").splitlines(keepends=True)}
IGNORE = ("nbval-ignore-output",)

setup = cells[1]["id"]
sub(setup, ("from course_utils.experiment import checkpoint, loop, model, pictures, programs\n",
            "from course_utils.experiment import checkpoint, loop, model, pictures, programs\nfrom course_utils.experiment.run import Run\n"),
           ("from course_utils.plotting import chapter_12 as draw", "from course_utils.inspection import averages\nfrom course_utils.plotting import chapter_12 as draw"),
           ("DrawDigit, TrainingCurves, predict, recall", "DrawDigit, TrainingCurves, predict, recall, show_to"))
sub("your-pictures", ("Yours may hold photographs of your plants, or two hundred screenshots; until you have one, the course makes one from its photographs:",
 "Yours may hold plants or screenshots, in a few classes or many; put its path in the place of `None`, and the whole chapter runs on it. Until you have one, the course makes one from its photographs. What the text says of those need not hold for yours; `stands` prints a finding where it does."))
put("make-folder", '''YOURS = None  # or the path of your folder, in quotes
PICTURES = YOURS or data.write_sample_folder(FOLDER / "pictures")
stands = programs.stands(YOURS)
''')
after("make-folder",
 md("look-look", "Before anything is trained, look: `look` reads every file and says what is odd. **Look for:** would anything be left out?"),
 code("look", '''said = programs.run("look", PICTURES, "--sheet", FOLDER / "sheet.png")
print(said.replace(str(FOLDER), "…"))
'''),
 md("look-answer", "Nothing here. In other folders something nearly always is: one photograph in two classes, a file cut off, an iPhone's HEIC. The *contact sheet* shows what the network will get; here is more of it:"),
)
sub("show-folder", ("draw.class_sheet(SET.train_x, SET.train_y, SET.class_names)", "draw.class_sheet(SET.train_x, SET.train_y, SET.class_names)"))
put("train-whole-files", 'stands(len(list(WHOLE.iterdir())) == 8, "eight files in its folder")\n')
sub("train-whole-answer", ("`log.csv` has a line for each epoch,", "`pictures.json` says which pictures were learned, chosen by, left for the test. `log.csv` has a line for each epoch,"))
put("test-once-holds", '''import json

report = json.loads((WHOLE / "report.json").read_text(encoding="utf-8"))
low, high = report["top1_interval"]
stands(report["pictures"] == 100 and report["top1_error"] < 0.3 and high - low > 0.07,
       "100 test pictures, error below 30 %, an interval of more than 7 points")
''')
after("test-once-holds",
 md("show-to-look", "#### New pictures\n\nNow it gets three whole photographs: the rocket, an astronaut, the back of an eye. Two are of no class that it has. **Look for** how sure it is of those."),
 code("show-to", '''from course_utils.settings import DATA

NAMES = ("rocket.jpg", "astronaut.png", "retina.jpg")
SHOWN = show_to(WHOLE, *(DATA / "photographs" / name for name in NAMES))
SHOWN
''', IGNORE),
 code("show-to-holds", '''rocket, astronaut, retina = (answer for _, answer in SHOWN.answers)
stands(rocket.name == "rocket" and astronaut.unlike and retina.probability > 0.8,
       "the rocket is one; the astronaut is unlike anything; the eye has a class")
'''),
 md("show-to-answer", "It cannot say \"none of them\": probabilities add up to 1 among its classes. The astronaut is found unlike anything that was learned; the eye, orange and round, is near the coffee, and the network is sure. A warning means something, no warning proves nothing. In a terminal `predict` does the same; `export` writes the network for other programs."),
)
put("load-my-net", '''SETS = pictures.load(PICTURES, size=32, model="my-net")  # as the program divided them
CLASSES = len(SETS.class_names)
NET, UNTRAINED = (model.build("my-net", 3, 32, CLASSES) for _ in range(2))
best = MINE / "best.safetensors"
checkpoint.load_model(NET, checkpoint.read(best)[0], best)
stands(loop.evaluate(NET, *SETS.validation).accuracy > 0.8,
       "validation accuracy above 0.8, on pictures from none of which it has learned")
''')
sub("filters-moved", ('assert 0.05 < moved < 0.4\nprint("moved by less than 40 % of their length, and by more than 5 %")',
 'stands(0.05 < moved < 0.4,\n       "moved by less than 40 % of their length, and by more than 5 %")'))
sub("frozen-filters", ("MyNet(3, 32, 5)", "MyNet(3, 32, CLASSES)"))
put("frozen-filters-hold", '''stands(np.mean(found) > 0.85,
       "frozen at random: still more than 85 % of the validation pictures, on average")
''')
sub("evidence-figure", ('title="a square of the coffee"', 'title=SET.class_names[label]'))
put("evidence-holds", '''cover, speaks = MAPS["occlusion, 6 × 6"], MAPS["Grad-CAM, conv2"]
stands(speaks[:, :6].mean() > speaks[:, 8:].mean()
       and cover[:, 16:].mean() > cover[:, :10].mean(),
       "Grad-CAM is larger on the left (the saucer), occlusion on the right (the cup)")
''')
sub("untrained-holds", ('assert random_map.min() < random_map.max() and abs(related) < 0.3\nprint("neither map is blank, and their correlation is below 0.3")',
 'stands(random_map.min() < random_map.max() and abs(related) < 0.3,\n       "neither map is blank, and their correlation is below 0.3")'))
put("gradient-norms-hold", '''for net in (UNTRAINED, NET):
    norms = dict(inspection.gradient_norms(net, *some)).values()
    stands(max(norms) < 100 * min(norms),
           "within a factor of a hundred: nothing vanishes or explodes")
''')
sub("own-curves", ("`run=` takes the folder that `train.py` wrote into, here that of section 2; without it, *Your own run* lists what lies in your folder of the course, and takes a `log.csv` from anywhere.",
 "It takes the name of a run in your folder of the course, or a folder that `train.py` wrote into, here that of section 2; without either, *Your own run* lists what lies in your folder, and takes a `log.csv` from anywhere."))
sub("own-training-curves", ("TrainingCurves(run=WHOLE)", "TrainingCurves(WHOLE)"))
sub("own-curves-hold", ('assert kept == best_epoch(learned, held, np.zeros(6)) and len(log) == 6\nassert log[-1]["train_loss"] < 0.5 * log[0]["train_loss"]\nprint("the same epoch; and the training loss has fallen to less than half")',
 'stands(held[kept - 1] == held[best_epoch(learned, held, np.zeros(6)) - 1],\n       "an epoch of the same accuracy")\nstands(log[-1]["train_loss"] < 0.5 * log[0]["train_loss"],\n       "the training loss has fallen to less than half")'))
sub("own-curves-answer", ("Does the function of exercise 1 choose the same one? (It must not ask the test set, so it may be given noughts.)",
 "(Of epochs with the same accuracy the program keeps the one with the smaller validation loss.) Does the function of exercise 1 choose one that is as good? It must not ask the test set, so it may be given noughts."))
after("own-curves-hold",
 md("lags-look", "One more run, of a network with batch normalisation. Its validation curve says that it has hardly learned. **Look for** what the training curve says of the same weights."),
 code("lags", '''LAGS = programs.fresh(FOLDER / "lags")
programs.run("train", "--model", "resnet20", "--data", PICTURES, "--epochs", 10,
             "--batch-size", 100, "--lr", 0.1, "--schedule", "constant",
             "--warm-up", 0, "--statistics", "running", "--threads", 1, "--out", LAGS)
TrainingCurves(LAGS)
''', IGNORE),
 code("lags-again", '''network = Run.open(LAGS, "last").model
some = pictures.load(PICTURES, size=32, model="resnet20")
again = averages.estimated_again(network, some.train[0])
right = [loop.evaluate(one, *some.validation).accuracy for one in (network, again)]
stands(right[1] > right[0] + 0.15,
       "averages taken again: the same weights are right far more often")
'''),
 md("lags-answer", "Not one weight differs. The network had learned; the averages that stand for the batch in use had not kept up (chapter 10, section 6). `train` takes them again after every epoch unless `--statistics running` asks it not to."),
)
sub("curves-signs", ("| validation jumps up and down |", "| training good, validation near guessing, and jumping from epoch to epoch | **lagging averages** of batch normalisation | take them again, change no weight (chapter 10); a smaller rate |\n| validation jumps up and down |"))
sub("two-halves-run", ("some = [part[:100] for part in SETS.train]", "even = min(100, len(SETS.train[1]) // 2 * 2)\nsome = [part[:even] for part in SETS.train]"), ("CifarResNet(8, classes=5)", "CifarResNet(8, classes=CLASSES)"))
put("two-halves-hold", '''assert plain < 1e-5
stands(normalised > 0.01,
       "equal to five digits; with batch normalisation more than one per cent apart")
''')
i = at("own-features-look")
text = src("own-features-look")
heading, rest = text.split("\n\n", 1)
put("own-features-look", rest)
cells.insert(i, md("more-own-features", heading.replace("#### ", "#### More · ").replace("And to your", "What they are worth to your").rstrip("?"), **{"jp-MarkdownHeadingCollapsed": True}))
json.dump(nb, open(path, "w", encoding="utf-8"), indent=1, ensure_ascii=False); open(path, "a").write("\n")
print("edited")
