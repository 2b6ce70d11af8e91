"""Says whether the day ended well, from what was sent and what topics and APIs show.

Shares no code with the keten nor with the simulators: it knows only the published formats.
"""
