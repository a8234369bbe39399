"""What is asked on a day, and how often: for the load (`day`) and for what one request costs (`costs`)."""

import random

# By name: so often among the requests of the API, and among those for pages.
API = {"my work": 8, "task": 5, "search": 2, "comment": 2, "transition": 2, "new ticket": 1}
PAGES = {"my work": 3, "home": 2, "all work": 2, "ticket": 3}
API_A_SECOND, PAGES_A_SECOND = 20, 5  # of 1,000 agents
WORDS = ("printer", "screen", "invoice", "laptop", "door", "badge", "password", "network", "mouse")


def word() -> str:
    """Something that gives trouble."""
    return random.choice(WORDS)


def comment() -> dict:
    """A comment, for the requester or among staff."""
    return {"text": f"The {word()} again.", "internal": random.random() < 0.5}


def submission() -> dict:
    """A ticket as it is submitted."""
    what = word()
    return {
        "subject": f"My {what}",
        "description": f"The {what} is broken. " * 5,
        "department": "IT",
        "category": "Support",
        "priority": random.choice(("Low", "Medium", "High")),
    }


def page(name: str, tickets: int) -> tuple[str, str]:
    """(address, who looks at it; "" for any agent) of a page, where there are so many tickets, from D-0."""
    number = random.randrange(tickets)
    return {
        "my work": ("/inbox/", ""),
        "home": ("/", ""),
        "all work": ("/desk/", "coordinator0"),
        "ticket": (f"/ticket/D-{number}/", "coordinator0"),
    }[name]
