# The course's commands. Each sets up .venv on first use and starts at once afterwards.
#   make lab                 JupyterLab on your own copies of the chapters, at the first notebook
#   make test                everything that must hold; ARGS="-k softmax" for a part, ARGS=--all as CI does it
#   make quick               what you have changed, looked at within a minute; ARGS="--list" says at what
#   make fix                 formats what you have changed and writes again what is derived from it
#   make explore             the explorers alone, full width, for the projector
#   make site                the course as plain pages in the folder site, for any web server, a USB stick or none
#   make slides              the lecture of each chapter, one file each, in the folder slides; ARGS="05" for one
#   make chapter ARGS="finished 05"   shows a chapter as it ships, run; ARGS="again 05" begins it again, keeping yours
#   make edit                JupyterLab on the course's own chapters, for those who change them
#   make notebooks           runs the notebooks again and writes their outputs; ARGS="03" for one
#   make bench               prints the benchmark tables
#   make lock                writes the lists of exact versions; ARGS="--upgrade", ARGS="--try lowest"
#   make classroom           sets up nbgrader and JupyterHub for a lecturer, in .venv-classroom
#   make doctor              says whether everything the course needs is there
#   make lab TORCH=cuda      with the GPU build of PyTorch (Linux); TORCH=cpu goes back
#   make lab PYTHON=...      with a Python of your choice
#   make lab ARGS="..."      with settings of your own for JupyterLab: --port=9000, --ServerApp.ip=0.0.0.0
#   make clean               removes caches; answers, progress and .venv stay

ifeq ($(OS),Windows_NT)
PYTHON ?= py -3
else
PYTHON ?= python3
endif
ARGS ?=
TORCH ?=
export TORCH
COMMANDS := lab test quick fix explore site slides chapter edit notebooks bench lock classroom doctor

.DEFAULT_GOAL := help
.PHONY: help clean $(COMMANDS)

help:
	@sed -n 's/^#  //p' Makefile

$(COMMANDS):
	@$(PYTHON) course_utils/bootstrap.py $@ $(ARGS)

clean:
	@$(PYTHON) -c "import pathlib, shutil; [shutil.rmtree(p) for r in ('course_utils', 'tests') for p in pathlib.Path(r).rglob('__pycache__')]; [shutil.rmtree(p, ignore_errors=True) for p in ('.pytest_cache', '.hypothesis', '.ruff_cache')]"
