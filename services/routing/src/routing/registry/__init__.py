"""The registry's file: reading, judging and importing it; `zuid-limburg.toml` is this region's."""
