"""What every test has in common."""

from hypothesis import settings

# Machines are noisy: how long an example takes says nothing about the code.
settings.register_profile("sextant", deadline=None)
settings.load_profile("sextant")
