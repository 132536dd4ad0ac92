"""The client for macOS: a recipe that a person runs on a Mac, as nobody else can. `README.md` has the steps."""
