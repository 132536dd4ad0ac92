"""No package escapes the rules about who may import whom."""

from tests.fakes.source import packages, project


def layered() -> set[str]:
    contracts = project()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {package.strip() for layer in layers for package in layer.split("|")}


def test_every_package_stands_in_a_layer() -> None:
    assert layered() == set(packages())


def test_every_package_is_looked_at() -> None:
    tool = project()["tool"]
    assert set(tool["importlinter"]["root_packages"]) == set(packages())
    assert set(tool["mypy"]["packages"]) == set(packages())


def test_every_package_is_shipped() -> None:
    included = project()["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {pattern.removesuffix("*") for pattern in included} == set(packages())
