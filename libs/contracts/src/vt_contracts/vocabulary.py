"""The words that every melding has, for compressing what is stored of it.

A zstd dictionary of field names, codes and ordinary phrases, made from simulated meldingen by
`python -m bench.train_vocabulary`. What is sealed with it opens with no other, so a released file
never changes; a better one is a new version beside it.
"""

from __future__ import annotations

from importlib.resources import files

VOCABULARY = files("vt_contracts").joinpath("vocabulary_v1.zdict").read_bytes()
