"""What the parts of the API are called and hold: every route is in just one."""

from collections.abc import Mapping

TAGS: Mapping[str, str] = {
    "agents": "Agents, what they listen to, and how they came to trade where they do.",
    "billing": "What is owed and why, and what was paid.",
    "deployments": "Agents on wallets: setting them up venue by venue, pausing and ending them.",
    "explain": "Why something traded, or did not: the whole chain behind one id.",
    "health": "Whether a process is alive and fit to work, and its figures.",
    "history": "What was traded: as lists, as files, and as lots for a tax return.",
    "login": "Signing in with a wallet, signing for one action, and API keys for scripts.",
    "notifications": "What people are told, where, and what they answered.",
    "operations": "Halts, roles, dead letters and the audit trail: for those who run the platform.",
    "performance": "Track records, curves and counters, of what was closed and paid for.",
    "positions": "What deployments hold because of fills, and closing it.",
    "research": "Institutes and their notes.",
    "signals": "Why agents trade, or did not: signals, their outcomes, and trades by hand.",
    "sources": "The accounts whose posts are read, and what their record is worth.",
    "stream": "What happens, as it happens.",
    "venues": "Where trades go: markets, accounts, approvals and wallets there.",
}
