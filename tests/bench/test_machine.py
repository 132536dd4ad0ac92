from bench.machine import described, model


def test_a_machine_is_named_by_processor_cores_and_memory() -> None:
    assert "cores" in described()
    assert "GiB" in described()


def test_the_processors_name_is_read_from_the_kernels_table() -> None:
    assert model("processor\t: 0\nmodel name\t: Some  Processor 7\n") == "Some Processor 7"
    assert not model("Hardware\t: none\n")
