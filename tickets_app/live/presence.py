"""Who else looks at a ticket and who writes, as one socket knows it by what the others say. Pure."""

from dataclasses import dataclass, field

KEPT_SECONDS = 60
MOST_SHOWN = 8
WRITING = ("", "public", "internal")


@dataclass
class Room:
    """The other sockets at a ticket. Each says from time to time that it is there; one that was killed
    falls silent and is forgotten."""

    others: dict[str, tuple[int, str, str, float]] = field(default_factory=dict)

    def here(self, channel: str, user_id: int, name: str, writing: str, now: float) -> None:
        """That socket is there, its person writing for "public", "internal" or nobody ("")."""
        self.others[channel] = (user_id, name, writing, now + KEPT_SECONDS)

    def gone(self, channel: str) -> None:
        """That socket left."""
        self.others.pop(channel, None)

    def people(self, now: float, besides: int) -> list[dict[str, str]]:
        """Each person once, by name, without `besides`; who writes in one of several windows writes."""
        self.others = {channel: other for channel, other in self.others.items() if other[3] > now}
        found: dict[int, dict[str, str]] = {}
        for user_id, name, writing, _until in self.others.values():
            if user_id != besides:
                person = found.setdefault(user_id, {"name": name, "writing": ""})
                person["writing"] = person["writing"] or writing
        return sorted(found.values(), key=lambda person: person["name"])[:MOST_SHOWN]
