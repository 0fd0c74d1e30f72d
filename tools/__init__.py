"""Small scripts for maintainers; what runs them is the Makefile.

execute, golden, lanes, mutants, train   commands, one file each
env/      environments, browser and node: installed, checked, described
outputs/  stored outputs of notebooks: compared as figures, shown in other languages
recipes/  what `train` trains, by chapter
site/     the book and its decks
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
