import pytest

from signaling.store.tables import metadata


@pytest.mark.promise("P17")
def test_no_table_has_a_place_for_an_address_or_a_user_agent() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert not {name for name in columns if any(word in name for word in ("address", "ip", "user_agent", "browser"))}


def test_secrets_have_a_place_as_digests_only() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert not columns & {"key", "token", "ticket", "password", "secret"}
