"""What the seeded tickets say: requests as people in a company of some hundred employees write them.

Braces are filled in from NAMES, PLACES, DEVICES and numbers by `tickets_app.seeding`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Topic:
    """One kind of request: where it belongs and how often it comes, with (subject, description) texts.

    `extra` are further fields; their text values are filled in as the texts are.
    """

    department: str
    category: str
    sub_category: str
    weight: int
    texts: tuple[tuple[str, str], ...]
    extra: dict = field(default_factory=dict)


NAMES = (
    "Anna Kowalski", "Ben Osei", "Carla Jimenez", "David Lindgren", "Emily Watanabe", "Farid Haddad",
    "Greta Vogel", "Hugo Marchand", "Irina Sokolova", "James Mbeki", "Karin Nilsen", "Leo Ferrari",
    "Mina Park", "Nils Bakker", "Olga Tereshchenko", "Paul O'Neill", "Quynh Tran", "Rosa Almeida",
    "Stefan Huber", "Tara Singh",
)  # fmt: skip
PLACES = (
    "Berlin, 2nd floor", "Berlin, 4th floor", "Lisbon", "the warehouse", "Room 114", "Room 207",
)  # fmt: skip
DEPARTMENTS = ("Sales", "Production", "Human Resources", "Marketing")
COST_ITEMS = ("Equipment", "Services")
DEVICES = (
    "ThinkPad T14", "MacBook Air 13", "Latitude 5440", "iPad Air", "Pixel 8", 'Dell U2723 27" monitor',
)  # fmt: skip

IT_TEXTS = (
    (
        "Laptop does not start after the update",
        "Since the update last night my {device} stops at a black screen. I have tried holding the power "
        "button. I am at {place} and have a customer call this afternoon.",
    ),
    (
        "VPN disconnects every few minutes",
        "From {place} the VPN drops every five to ten minutes and asks for the code again. The rest of the "
        "internet connection is stable.",
    ),
    (
        "Cannot print on the printer in {place}",
        "Jobs stay in the queue as “waiting”. My colleague {name} has the same problem, others can print.",
    ),
    (
        "Locked out of the accounting system",
        "After changing my password I am told that my account is locked. I need to post invoices today.",
    ),
    (
        "Please install the design software",
        "I am joining the campaign project and need the design suite on my {device}. My manager {name} has "
        "agreed.",
    ),
    (
        "Shared mailbox is missing in Outlook",
        "The mailbox “orders” has disappeared from my list. {name} still sees it.",
    ),
    (
        "Phishing mail with a fake invoice",
        "I received a mail that claims to come from our bank and asks for a payment. I have not clicked "
        "anything. The mail is attached to my message to {name}.",
    ),
    (
        "Screen flickers when docked",
        "At the desk in {place} the external screen goes dark for a second every minute. With another dock "
        "it works.",
    ),
    (
        "Access to the project folder",
        "Please give {name} and me write access to the folder “Rollout”. We start on Monday.",
    ),
    (
        "Wi-Fi very slow in {place}",
        "Video calls break up since this morning. On the mobile network everything is fine.",
    ),
    (
        "Meeting room display shows no picture",
        "In {place} the display says “no signal” with every laptop that we have tried.",
    ),
    (
        "New phone: authenticator app must be moved",
        "I changed to a {device} and cannot sign in any more, since the codes were on the old phone.",
    ),
)
CHECK_IN_TEXTS = (
    (
        "Return of my {device}",
        "I change to another device next week and would like to hand in the {device}, with its charger.",
    ),
    (
        "Equipment of {name}, who is leaving",
        "{name} leaves at the end of the month. Please take back laptop, phone and badge.",
    ),
    (
        "Loan {device} back from the trade fair",
        "The loan device is back at {place}. The bag has a scratch, the device is fine.",
    ),
    ("Broken headset for exchange", "The left side has no sound any more. I will bring it to {place}."),
)
CHECK_OUT_TEXTS = (
    (
        "{device} for a new colleague",
        "{name} starts in our team on the first. Please prepare a {device} with the standard image.",
    ),
    (
        "Second monitor for {place}",
        "I work with two documents side by side all day and would like a second monitor.",
    ),
    (
        "Loan device for a business trip",
        "I travel for two weeks and must not take my own laptop. Please lend me a {device}.",
    ),
    ("Replacement for a lost phone", "My phone was lost on the train. It has been reported and locked."),
)
BUDGET_TEXTS = (
    (
        "Training budget for the support team",
        "Four people, two days each, plus the exam fees. The offer is valid until the end of the quarter.",
    ),
    (
        "More storage for the document archive",
        "The archive reaches its limit in about three months. The amount covers two years.",
    ),
    (
        "Replacement of twelve laptops",
        "They are five years old and no longer receive updates. {name} has the list of devices.",
    ),
    ("Stand at the autumn trade fair", "Space, furniture and travel for five people, as last year."),
    ("Ergonomic chairs for {place}", "Eleven chairs, after the safety inspection in spring."),
)
UNMATCHED_TEXTS = (
    ("Heating in {place} does not turn off", "It has been 27 degrees in here since Friday."),
    ("Parking permit for a visitor", "{name} from our partner visits on Thursday and comes by car."),
    ("Coffee machine leaks", "There is a puddle under the machine in {place} again."),
)

ASSET = {"asset_name": "{device}", "serial_number": "SN-{number}"}
BUDGET = {"fiscal_year": "{year}", "requested_budget": 0, "cost_items": []}

TOPICS = (
    Topic("IT", "Technology", "Support", 46, IT_TEXTS, {"location": "{place}"}),
    Topic("IT", "Asset Management", "Check-in", 11, CHECK_IN_TEXTS, ASSET),
    Topic("IT", "Asset Management", "Check-out", 13, CHECK_OUT_TEXTS, ASSET),
    Topic("Finance", "Budget", "Proposal", 10, BUDGET_TEXTS, BUDGET),
    Topic("IT Department", "IT Support", "", 6, IT_TEXTS, {"location": "{place}"}),
    Topic("Asset Department", "Asset Check Out", "", 4, CHECK_OUT_TEXTS, ASSET),
    Topic("Budget Department", "New Budget Proposal", "", 3, BUDGET_TEXTS, BUDGET),
    Topic("Facilities", "Building", "", 4, UNMATCHED_TEXTS),
)

HOLD_REASONS = (
    "Waiting for the requester's answer",
    "Waiting for a spare part",
    "The supplier has promised an answer",
    "Device is in transport",
)
NOTES = ("", "", "", "Checked and found in order.", "Agreed with the requester.", "See the attached notes.")
REWORK_NOTES = ("Not solved yet, please look again.", "Figures do not add up.", "Something is still missing.")
CANCEL_REASONS = ("The requester has withdrawn it.", "Duplicate of an earlier ticket.", "Solved by itself.")
REJECT_REASONS = ("Not in this year's plan.", "Not covered by the guideline.")
ESCALATION_REASONS = ("Needs a decision that I cannot take.", "The customer is waiting and I am stuck.")
TRANSFER_NOTES = ("Shift change.", "You know this customer.", "Taking load off a colleague.")
