"""What `pyproject.toml` cannot say: that a build makes the catalogues first (`release/words.py`)."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))  # a build starts anywhere

from release import words


class WithWords(build_py):
    """The modules, and what the programs read of the catalogues."""

    def run(self) -> None:
        """Makes it, then does what a build does."""
        for catalogue in words.catalogues():
            words.compiled(catalogue)
        super().run()


setup(cmdclass={"build_py": WithWords})
