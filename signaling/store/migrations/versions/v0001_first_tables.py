"""The first tables. Written out, not taken from `tables`: that will change, and this step must not."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _meetings()
    op.create_index("sessions_by_sign_in", "sessions", ["sign_in"])
    op.create_index("sessions_by_end", "sessions", ["ended_at"])
    op.create_index("keys_by_session", "keys", ["session_id"])
    op.create_index("tickets_by_session", "tickets", ["session_id"])


def _people() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(128), nullable=False, unique=True),
        sa.Column("display_name", sa.String(128), nullable=False),
        sa.Column("password_hash", sa.String(256), nullable=False),
        sa.Column("second_factor", sa.String(256)),
        sa.Column("made_at", sa.Double, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("sign_in", sa.String(32), nullable=False),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double, nullable=False),
    )


def _meetings() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("agent_id", sa.Integer, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("sign_in", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("hold", sa.String(32)),
        sa.Column("reason", sa.String(32)),
        sa.Column("recorder", sa.String(95)),
        sa.Column("customer_digest", sa.LargeBinary(32)),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("waits_until", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    for name, used in (("keys", "claimed_at"), ("tickets", "used_at")):
        op.create_table(
            name,
            sa.Column("digest", sa.LargeBinary(32), primary_key=True),
            sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), nullable=False),
            sa.Column("made_at", sa.Double, nullable=False),
            sa.Column(used, sa.Double),
        )
    op.create_table(
        "consents",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("notice_version", sa.String(128), nullable=False),
        sa.Column("notice_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("given_at", sa.Double, nullable=False),
        sa.Column("level", sa.String(8)),
        sa.Column("allowed_at", sa.Double),
    )
