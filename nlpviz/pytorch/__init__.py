"""The twins of `nlpviz.scratch` in PyTorch: batched, to be trained.

Same names, same argument order; X is (B, T, d).
"""
