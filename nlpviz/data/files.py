"""Filled next."""
