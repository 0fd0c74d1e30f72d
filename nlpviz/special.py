"""The four tokens that no text holds, in the order of their numbers."""

SPECIALS = ("<pad>", "<s>", "</s>", "<unk>")
PAD, BOS, EOS, UNK = range(4)
