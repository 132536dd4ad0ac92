"""The register of enrolments, its one-time links, and whose customer a session is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("customer", sa.LargeBinary(32)))
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer", sa.LargeBinary(32), nullable=False),
        sa.Column("granted", sa.Boolean, nullable=False),
        sa.Column("text_version", sa.String(128), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("agent", sa.Integer, sa.ForeignKey("agents.id")),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("enrolments_by_customer", "enrolments", ["customer"])
    op.create_table(
        "enrolment_links",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("customer", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double),
    )
