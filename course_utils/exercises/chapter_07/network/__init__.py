"""The learner's own network of chapter 07: a layer around two functions, a network of layers, a step, a loop."""
