"""What the Makefile runs: the environment, the demo, the tests, the checks."""
