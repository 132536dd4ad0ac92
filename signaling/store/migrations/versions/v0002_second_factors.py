"""Second factors, roles, and generations of accounts. Older accounts set one up after a reset by the operator."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for column in (
        sa.Column("role", sa.String(16), nullable=False, server_default="agent"),
        sa.Column("generation", sa.Integer, nullable=False, server_default="0"),
        sa.Column("disabled_at", sa.Double),
        sa.Column("second_factor_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("enrol_until", sa.Double, nullable=False, server_default="0"),
    ):
        op.add_column("agents", column)
    for table in ("tokens", "sessions"):
        op.add_column(table, sa.Column("generation", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id"), nullable=False),
    )
    op.create_index("recovery_codes_by_agent", "recovery_codes", ["agent_id"])
