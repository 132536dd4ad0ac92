"""The tables. Times are seconds since the epoch; secrets are stored as digests only."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()

agents = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(128), nullable=False, unique=True),
    Column("display_name", String(128), nullable=False),
    Column("password_hash", String(256), nullable=False),
    Column("second_factor", String(256)),
    Column("made_at", Double, nullable=False),
    Column("role", String(16), nullable=False, server_default="agent"),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("disabled_at", Double),
    Column("second_factor_step", BigInteger, nullable=False, server_default="0"),
    Column("enrol_until", Double, nullable=False, server_default="0"),
    Column("subject", LargeBinary(32)),
)

security_keys = Table(
    "security_keys",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("credential", LargeBinary(1023), nullable=False),
    Column("public", LargeBinary(8192), nullable=False),
    Column("signatures", BigInteger, nullable=False),
    Column("made_at", Double, nullable=False),
)

ceremonies = Table(
    "ceremonies",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("challenge", LargeBinary(32), nullable=False),
    Column("state", String(64), nullable=False),
    Column("port", Integer, nullable=False),
    Column("made_at", Double, nullable=False),
    Column("used_at", Double),
    Column("proof", LargeBinary(32)),
    Column("credential", LargeBinary(1023)),
    Column("public", LargeBinary(8192)),
    Column("signatures", BigInteger),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("sign_in", String(32), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("made_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    Column("generation", Integer, nullable=False, server_default="0"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("sign_in", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("hold", String(32)),
    Column("reason", String(32)),
    Column("recorder", String(95)),
    Column("customer_digest", LargeBinary(32)),
    Column("made_at", Double, nullable=False),
    Column("waits_until", Double, nullable=False),
    Column("ended_at", Double),
    Column("customer", LargeBinary(32)),
    Column("generation", Integer, nullable=False, server_default="0"),
)

keys = Table(
    "keys",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False),
    Column("made_at", Double, nullable=False),
    Column("claimed_at", Double),
)

tickets = Table(
    "tickets",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False),
    Column("made_at", Double, nullable=False),
    Column("used_at", Double),
)

consents = Table(
    "consents",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("notice_version", String(128), nullable=False),
    Column("notice_sha256", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("given_at", Double, nullable=False),
    Column("level", String(8)),
    Column("allowed_at", Double),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer", LargeBinary(32), nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("text_version", String(128), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("agent", Integer, ForeignKey("agents.id")),
    Column("at", Double, nullable=False),
)

enrolment_links = Table(
    "enrolment_links",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("customer", LargeBinary(32), nullable=False),
    Column("made_at", Double, nullable=False),
    Column("used_at", Double),
)

Index("enrolments_by_customer", enrolments.c.customer)
Index("agents_by_subject", agents.c.subject, unique=True)
Index("security_keys_by_agent", security_keys.c.agent_id)
Index("recovery_codes_by_agent", recovery_codes.c.agent_id)
Index("sessions_by_sign_in", sessions.c.sign_in)
Index("sessions_by_end", sessions.c.ended_at)
Index("keys_by_session", keys.c.session_id)
Index("tickets_by_session", tickets.c.session_id)
