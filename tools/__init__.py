"""Small scripts for maintainers; what runs them is the Makefile."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
