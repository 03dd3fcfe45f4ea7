"""The exam: marks add up, answers are found by another way, no mistake is right, nothing is asked in the course."""

import difflib
import itertools
import math
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from course_utils import settings
from course_utils.classroom.exam import command, draw, paper
from course_utils.classroom.exam.question import listed, said
from course_utils.exercises import registry
from course_utils.exercises.render import inline

SEEDS = range(60)
BY_NAME = {make.__name__: place for place, make in enumerate(draw.QUESTIONS)}


def drawn(name):
    """Yield (given, values of its asks, question) of a question for every seed."""
    for seed in SEEDS:
        one = draw.exam(seed).questions[BY_NAME[name]]
        yield one.given, [ask.value for ask in one.asks], one


def agree(found, told):
    assert np.allclose(np.asarray(found, float), np.asarray(told, float), rtol=1e-6, atol=1e-9), (found, told)


def test_marks_add_up_and_all_chapters_are_asked():
    exam = draw.exam(1)
    assert len(exam.questions) == 20 and exam.points == 100 == sum(ask.points for q in exam.questions for ask in q.asks)
    assert [q.chapter for q in exam.questions] == sorted(q.chapter for q in exam.questions)
    assert {q.chapter for q in exam.questions} == {f"{k:02}" for k in range(1, 13)}
    assert all(q.partial and len(q.wrong) >= 2 for q in exam.questions)
    assert all(0 <= w.place < len(q.asks) for q in exam.questions for w in q.wrong)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_typical_wrong_answer_is_right_or_written_as_the_right_one(seed):
    for question in draw.exam(seed).questions:
        for wrong in question.wrong:
            ask = question.asks[wrong.place]
            assert wrong.answer != ask.answer, (question.title, wrong.answer)
            if wrong.value is not None:
                one, other = np.ravel(wrong.value), np.ravel(ask.value)
                assert one.shape != other.shape or not np.allclose(one, other), (question.title, wrong.answer)


def test_a_draw_in_which_a_mistake_would_be_right_is_not_fair():
    good = draw.exam(1).questions[0]
    wrong = good.wrong[0]
    assert draw.is_fair(good)
    for same in (replace(wrong, value=good.asks[0].value), replace(wrong, answer=good.asks[0].answer)):
        assert not draw.is_fair(replace(good, wrong=(same,)))
    pair = replace(good.asks[0], value=(1, 2))
    assert not draw.is_fair(replace(good, asks=(pair,), wrong=(replace(wrong, value=(1, 2.0)),)))
    assert draw.is_fair(replace(good, asks=(pair,), wrong=(replace(wrong, value=(1, 3)),)))


def test_a_seed_gives_the_same_exam_again_and_another_one_others():
    assert draw.exam(5) == draw.exam(5) != draw.exam(6)
    for place in range(20):
        variants = {draw.exam(seed).questions[place].text for seed in SEEDS}
        assert len(variants) >= 8, draw.QUESTIONS[place].__name__


@pytest.mark.parametrize("seed", [1.0, "7", None, True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(TypeError, match="seed: got"):
        draw.exam(seed)


def test_numbers_are_written_for_people():
    assert (said(-0.0), said(-1234.5), said(0.1 + 0.2), said(2e-7)) == ("0", "−1,234.5", "0.3", "0")
    assert listed((1, -0.25)) == "1, −0.25"


def of_the_course():
    """Yield every text that the course asks: prompts, predictions, recall questions."""
    for chapter in registry.chapter_numbers():
        for entry in registry.entries_of(chapter, ("EXERCISES", *registry.QUESTIONS)):
            yield normal(getattr(entry, "prompt", None) or entry.question)


def normal(text):
    return re.sub(r"\W+", " ", re.sub(r"[−-]?\d[\d,.]*", "0", text.lower())).strip()


def test_no_question_is_one_of_the_course_even_with_other_numbers():
    course = list(of_the_course())
    assert len(course) > 200
    for question in draw.exam(3).questions:
        for ask in question.asks:
            text = normal(f"{question.text} {ask.text}")
            near = max(course, key=lambda other: difflib.SequenceMatcher(None, text, other).quick_ratio())
            assert difflib.SequenceMatcher(None, text, near, autojunk=False).ratio() < 0.6, (text, near)
            assert normal(ask.text) not in course


# ---- every answer by another way ------------------------------------------------------------------------------------
def numbers_of(model):
    return sum(p.numel() for p in model.parameters())


def test_the_network_with_and_without_its_bends():
    for g, (learned, merged, _), _ in drawn("without_the_bend"):
        layers = [torch.nn.Linear(*pair) for pair in itertools.pairwise((g["a"], g["h1"], g["h2"], g["o"]))]
        agree(
            [numbers_of(torch.nn.Sequential(*layers)), numbers_of(torch.nn.Linear(g["a"], g["o"]))], [learned, merged]
        )


def test_three_tanh_units_are_differentiated():
    for g, (slopes, factor, flat), _ in drawn("three_tanh"):
        z = torch.atanh(torch.tensor(g["y"], dtype=torch.float64))
        change = torch.zeros((), dtype=torch.float64, requires_grad=True)
        value = torch.tanh(z[0] + change)
        for k in (1, 2):
            value = torch.tanh(g["w"] * (value - g["y"][k - 1]) + z[k])  # the bias puts each where it is said to stand
        value.backward()
        agree([change.grad], [factor])
        agree([(torch.tanh(v + 1e-6) - torch.tanh(v - 1e-6)) / 2e-6 for v in z], slopes)
        assert flat - 1 == np.argmin(slopes)


def test_steps_on_the_parabola_are_made():
    for g, (second, best, largest), _ in drawn("two_steps_tell"):
        curve = (g["start"] - g["first"]) / (g["rate"] * (g["start"] - g["c"]))  # J = curve/2 (w - c)²

        def step(w, rate, c=g["c"], curve=curve):
            return w - rate * curve * (w - c)

        agree([step(g["first"], g["rate"]), step(g["start"], best)], [second, g["c"]])
        gone = [abs(step(g["start"], largest * by) - g["c"]) / abs(g["start"] - g["c"]) for by in (0.99, 1.01)]
        assert gone[0] < 1 < gone[1]


def test_the_two_classifiers_are_scored():
    for g, (right, losses, _), q in drawn("sure_or_right"):
        truth = torch.zeros(g["n"], dtype=torch.long)
        found = []
        for p in ([g["p"]] * g["n"], [g["sure"]] * (g["n"] - 1) + [g["q"]]):
            p = torch.tensor(p, dtype=torch.float64)
            logits = torch.stack([p.log(), (1 - p).log()], 1)
            found.append(((logits.argmax(1) == truth).double().mean(), functional.cross_entropy(logits, truth)))
        agree([acc for acc, _ in found], right)
        agree([loss for _, loss in found], losses)
        assert q.asks[2].answer.startswith("A" if found[0][1] < found[1][1] else "B")


def test_the_hidden_relu_is_differentiated():
    for g, (error, grad_v, grad_w, silent), _ in drawn("one_hidden_relu"):
        for x, expected in ((g["x"], (error, grad_v, grad_w)), (-g["x"] - 3, (None, 0, silent))):
            w = torch.tensor(float(g["w"]), requires_grad=True)
            v, t = torch.tensor(g["v"], dtype=torch.float32, requires_grad=True), torch.tensor(g["t"])
            loss = ((v * torch.relu(w * x + g["b"]) - t) ** 2).sum() / 2
            loss.backward()
            agree([v.grad[0], w.grad], expected[1:])
            assert expected[0] is None or loss.item() == expected[0]


def test_the_dense_unit_is_paid_in_kernels():
    for g, (unit, count, (larger, one)), _ in drawn("price_of_a_unit"):
        assert numbers_of(torch.nn.Linear(3 * g["height"] * g["width"], 1)) == unit
        cost = [numbers_of(torch.nn.Conv2d(3, k, g["kernel"])) for k in (1, count, count + 1)]
        assert cost[0] == one and cost[1] <= unit < cost[2]
        assert numbers_of(torch.nn.Linear(3 * 2 * g["height"] * 2 * g["width"], 1)) == larger


def test_the_edge_filter_is_laid_on_the_row():
    for g, (edges, brighter, mirrored), _ in drawn("edge_mirrored"):
        row, kernel = torch.tensor(g["row"], dtype=torch.float64), torch.tensor([[[-1.0, 0, 1]]], dtype=torch.float64)
        for values, told in ((row, edges), (row + g["more"], brighter), (row.flip(0), mirrored)):
            agree(functional.conv1d(values[None, None], kernel)[0, 0], told)


def test_the_two_layers_are_built_and_asked_what_they_see():
    for g, (sides, learned, work, seen), _ in drawn("two_layers"):
        first = torch.nn.Conv2d(3, g["first"], g["kernel"], g["stride"], g["padding"])
        second = torch.nn.Conv2d(g["first"], g["second"], 3)
        x = torch.ones(1, 3, g["side"], g["side"], requires_grad=True)
        one = first(x)
        two = second(one)
        agree([one.shape[-1], two.shape[-1], numbers_of(second)], [*sides, learned])
        assert two.shape[-1] ** 2 * second.weight.numel() == work
        middle = two.shape[-1] // 2
        two[0, :, middle, middle].sum().backward()
        assert (x.grad.abs().sum((0, 1, 2)) > 0).sum() == seen


def test_the_row_is_pooled_forward_and_back():
    for g, (pooled, back, shared), _ in drawn("there_and_back"):
        for pool, name in ((functional.max_pool1d, "max"), (functional.avg_pool1d, "mean")):
            row = torch.tensor(g["row"], dtype=torch.float64, requires_grad=True)
            out = pool(row[None, None], 3, 2)
            out.backward(torch.tensor([[g["grads"]]], dtype=torch.float64))
            if name == "max":
                agree(out.detach()[0, 0], pooled)
                agree(row.grad, back)
            else:
                agree(row.grad[2], shared)


def test_the_check_is_made():
    for g, (slope, forward, factor), _ in drawn("a_check"):
        agree([(g["up"] - g["down"]) / (2 * g["h"]), (g["up"] - g["start"]) / g["h"]], [slope, forward])
        agree(g["told"] / slope, factor)
        shown = [float(said(g[name], 5).replace("−", "-")) for name in ("start", "up", "down")]
        agree(shown, [g[name] for name in ("start", "up", "down")])  # nothing is lost in writing


def test_the_even_picture_goes_through_autograd():
    for g, (shape, filter_grad, bias, pixels), _ in drawn("even_picture"):
        x = torch.full((g["n"], 1, g["side"], g["side"]), float(g["pixel"]), requires_grad=True)
        layer = torch.nn.Conv2d(1, 1, g["kernel"])
        torch.nn.init.constant_(layer.weight, g["weight"])
        out = layer(x)
        out.backward(torch.full_like(out, g["grad"]))
        assert functional.unfold(x, g["kernel"]).transpose(1, 2).reshape(-1, g["kernel"] ** 2).shape == shape
        agree(layer.weight.grad, np.full((1, 1, g["kernel"], g["kernel"]), filter_grad))
        middle = g["side"] // 2
        agree([layer.bias.grad.item(), x.grad[0, 0, 0, 0], x.grad[0, 0, middle, middle]], [bias, *pixels])


def test_the_table_is_wired_map_by_map():
    for g, (learned, connections, more), _ in drawn("own_table"):
        reads = [3] * g["three"] + [4] * g["four"] + [g["maps"]]
        layers = [torch.nn.Conv2d(k, 1, g["kernel"]) for k in reads]
        places = layers[0](torch.zeros(1, 3, g["side"], g["side"]))[0, 0].numel()
        found = sum(map(numbers_of, layers))
        full = numbers_of(torch.nn.Conv2d(g["maps"], len(reads), g["kernel"]))
        agree([found, found * places, full - found], [learned, connections, more])


def test_the_groups_are_built():
    for g, (one, learned, work, unseen), _ in drawn("four_groups"):
        layer = torch.nn.Conv2d(g["reads"], g["makes"], g["kernel"], padding="same", groups=g["groups"])
        agree([layer.weight[0].numel(), numbers_of(layer)], [one, learned])
        assert layer.weight.numel() * g["side"] ** 2 == work and g["reads"] - layer.weight.shape[1] == unseen


def test_the_recipes_tell_what_the_notes_say():
    for g, values, _ in drawn("which_goes_on"):
        assert values == [None, None, None]
        assert g["b"] > 5 * g["a"] and g["late_b"] + 5 <= g["late_a"] <= g["test"]


def test_the_channel_is_normalised_by_torch():
    for g, (training, use, kept, moved), _ in drawn("training_and_use"):
        place = g["batch"].index(g["x"])
        x = torch.tensor(g["batch"], dtype=torch.float64)[:, None]
        layer = torch.nn.BatchNorm1d(1, eps=1e-12, dtype=torch.float64)
        torch.nn.init.constant_(layer.weight, g["gamma"])
        torch.nn.init.constant_(layer.bias, g["beta"])
        layer.running_mean.fill_(g["kept"])
        layer.running_var.fill_(g["deviation"] ** 2)
        found = [layer.eval()(x)[place, 0], layer(x + g["more"])[place, 0]]
        found = [layer.train()(x)[place, 0].item(), *(one.item() for one in found), layer.running_mean.item()]
        agree(found, [training, use, moved, kept])
        agree(layer(x + g["more"])[place, 0].item(), training)


def test_the_door_is_narrow_enough_and_no_wider():
    for g, (direct, narrow, widest), _ in drawn("narrow_door"):
        places = g["side"] ** 2

        def work(door, g=g, places=places):
            layers = torch.nn.Conv2d(g["reads"], door, 1, bias=False), torch.nn.Conv2d(door, g["makes"], 5, bias=False)
            return places * sum(map(numbers_of, layers))

        whole = places * numbers_of(torch.nn.Conv2d(g["reads"], g["makes"], 5, bias=False))
        assert (whole, work(g["door"])) == (direct, narrow)
        assert work(widest) <= whole / 2 < work(widest + 1)


def test_every_path_of_the_chain_is_walked():
    for g, (whole, (paths, together), share, cut), _ in drawn("which_paths"):
        walked = [sum(way) for way in itertools.product((0, 1), repeat=g["blocks"])]  # branches that each passes
        carried = {k: walked.count(k) * g["slope"] ** k for k in range(g["blocks"] + 1)}
        agree([sum(carried.values()), walked.count(1), carried[1]], [whole, paths, together])
        agree([(carried[0] + carried[1]) / whole, g["slope"] * sum(carried.values()) / (1 + g["slope"])], [share, cut])


def test_the_block_is_built():
    for g, (learned, share, work), _ in drawn("halving_block"):
        c, side = g["c"], g["side"]
        first = torch.nn.Conv2d(c, 2 * c, 3, 2, 1, bias=False)
        second, around = torch.nn.Conv2d(2 * c, 2 * c, 3, 1, 1, bias=False), torch.nn.Conv2d(c, 2 * c, 1, 2, bias=False)
        x = torch.zeros(1, c, side, side, device="meta")
        places = functional.conv2d(x, torch.empty(first.weight.shape, device="meta"), stride=2, padding=1)[0, 0].numel()
        numbers = [numbers_of(one) for one in (first, second, around)]
        agree([sum(numbers), numbers[2] / sum(numbers), places * (numbers[0] + numbers[1])], [learned, share, work])


def test_the_five_seeds_are_judged():
    for g, (mean, error, interval, _), q in drawn("five_seeds"):
        found = np.array(g["found"])
        agree([found.mean(), np.sqrt(found.var(ddof=1) / 5)], [mean, error])
        agree(interval, [mean - 2.78 * error, mean + 2.78 * error])
        assert ("difference is seen" in q.asks[2].answer.replace("no difference", "none")) == (abs(mean) > 2.78 * error)
    grid = np.linspace(-400, 400, 1_600_001)  # Student's density for four degrees of freedom
    density = (1 + grid**2 / 4) ** -2.5
    assert math.isclose(density[np.abs(grid) > 2.78].sum() / density.sum(), 0.05, abs_tol=5e-4)


def test_the_leaks_are_counted_by_their_points():
    for g, _, q in drawn("where_it_leaks"):
        assert f"{g['photographs'] * g['copies']:,} pictures" in q.text and q.asks[0].points == 3
        assert f"best of {g['nets']}" in q.asks[0].answer


# ---- on paper -------------------------------------------------------------------------------------------------------
def test_the_questions_do_not_hold_their_answers():
    for seed in (1, 7):
        page, notes = paper.questions(seed), paper.marking(seed)
        for question in draw.exam(seed).questions:
            for ask in question.asks:
                assert f"<li>{ask.answer} <small" not in page.html and f"<li>{inline(ask.answer)} <small" in notes.html
            assert all(wrong.shows not in page.text for wrong in question.wrong)
            assert question.title in page.text and question.partial in notes.text.replace("\n", " ")


def test_the_command_writes_questions_and_notes_apart(tmp_path, capsys):
    assert command.main(["--seed", "7", "--out", str(tmp_path / "new" / "exam")]) == 0
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new" / "exam").iterdir()}
    assert set(texts) == set(paper.FILES)
    assert "marking.html is for you" in capsys.readouterr().out
    assert (
        "Typical wrong answers" in texts["marking.md"] and "Typical wrong" not in texts["exam.md"] + texts["exam.html"]
    )
    assert "http" not in texts["exam.html"] and "<script" not in texts["exam.html"]
    assert texts["exam.md"].count("\n## ") == texts["marking.md"].count("\n## ") == 20
    assert command.main(["--seed", "8", "--out", str(tmp_path / "new" / "exam")]) == 1
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "new" / "exam" / "exam.md").read_text(encoding="utf-8") == texts["exam.md"]
    assert command.main(["--seed", "8", "--out", str(tmp_path / "new" / "exam"), "--force"]) == 0
    assert "variant 8" in (tmp_path / "new" / "exam" / "exam.md").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert command.main(["--seed", "7", "--out", str(tmp_path / "file" / "exam")]) == 1
    assert "out: " in capsys.readouterr().err


def test_another_process_draws_the_same_exam():
    code = "from course_utils.classroom.exam import draw; print(repr(draw.exam(11)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.ROOT)
    assert run.stdout.strip() == repr(draw.exam(11))
