"""What nlpviz promises, in folders that mirror the package; the site in a browser; the house."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
