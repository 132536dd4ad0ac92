"""Security keys, the pages on which they are asked for, and who an account is at the identity provider."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("agents", sa.Column("subject", sa.LargeBinary(32)))
    op.create_index("agents_by_subject", "agents", ["subject"], unique=True)
    op.create_table(
        "security_keys",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("credential", sa.LargeBinary(1023), nullable=False),
        sa.Column("public", sa.LargeBinary(8192), nullable=False),
        sa.Column("signatures", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
    )
    op.create_index("security_keys_by_agent", "security_keys", ["agent_id"])
    op.create_table(
        "ceremonies",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id")),
        sa.Column("challenge", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double),
        sa.Column("proof", sa.LargeBinary(32)),
        sa.Column("credential", sa.LargeBinary(1023)),
        sa.Column("public", sa.LargeBinary(8192)),
        sa.Column("signatures", sa.BigInteger),
    )
