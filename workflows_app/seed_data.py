"""The workflows that TTS comes with (SPEC 12): as data, for `seeds`.

Steps are (name, role, weight, instruction); the first is the start, the last one the end. Edges are
(name, from, to).
"""

ESCALATION_ROLE = "Manager"
KEEPERS = "Ticket Coordinator"  # the role that may edit and publish what is seeded
SLAS = {"low_sla": "72:00:00", "medium_sla": "48:00:00", "high_sla": "24:00:00", "urgent_sla": "04:00:00"}

CHECK_IN_STEPS = (
    (
        "Receive Asset",
        "Agent",
        0.2,
        "Take the asset from the employee and compare asset name and serial number with the ticket.\n"
        "Note missing accessories (charger, bag, dock) before you send it on.\n"
        "If it is another device than the ticket says, ask the employee before going on.",
    ),
    (
        "Inspect Asset",
        "Technician",
        0.5,
        "Switch the device on and look for damage: screen, keyboard, ports, battery.\n"
        "Wipe it by the standard procedure once the employee has confirmed that nothing is needed from it.\n"
        "Write down its condition; the inventory takes over what you write.",
    ),
    (
        "Update Inventory",
        "Agent",
        0.3,
        "Enter condition and storage place in the inventory and mark the asset as checked in.\n"
        "Completing this step tells asset management that the check-in is done.",
    ),
)
CHECK_IN_EDGES = (
    ("Received", "Receive Asset", "Inspect Asset"),
    ("Inspected", "Inspect Asset", "Update Inventory"),
)

CHECK_OUT_STEPS = (
    (
        "Verify Request",
        "Agent",
        0.3,
        "Check that the employee may have this asset and that the expected return date is set.\n"
        "Look whether one is in stock. If not, put the ticket on hold and say what it waits for.",
    ),
    (
        "Prepare Asset",
        "Technician",
        0.4,
        "Install the current image and updates, and join the device to the network.\n"
        "Label it, and note its serial number in the ticket.",
    ),
    (
        "Deliver Asset",
        "Agent",
        0.3,
        "Hand the asset over and have the employee confirm it.\n"
        "Completing this step tells asset management that the check-out is done.",
    ),
)
CHECK_OUT_EDGES = (
    ("Verified", "Verify Request", "Prepare Asset"),
    ("Prepared", "Prepare Asset", "Deliver Asset"),
)

BUDGET_STEPS = (
    (
        "Review Proposal",
        "Analyst",
        0.3,
        "Check that the cost items add up to the requested budget and belong to the fiscal year.\n"
        "Compare with what the department spent last year, and write down what differs.\n"
        "Ask the requester for what is missing before you send it on.",
    ),
    (
        "Manager Approval",
        "Manager",
        0.3,
        "Decide whether the proposal serves the department's plan.\n"
        "Approve it, or reject it with the reason: it then goes back to review.",
    ),
    (
        "Finance Approval",
        "Finance Admin",
        0.3,
        "Check that the money is there and the cost items are booked on the right accounts.\n"
        "Approve it, or reject it with the reason: it then goes back to the manager.",
    ),
    (
        "Record Budget",
        "Finance Admin",
        0.1,
        "Enter the approved budget. Completing this step tells budget management about it.",
    ),
)
BUDGET_EDGES = (
    ("Submit for approval", "Review Proposal", "Manager Approval"),
    ("Approve", "Manager Approval", "Finance Approval"),
    ("Reject", "Manager Approval", "Review Proposal"),
    ("Approve", "Finance Approval", "Record Budget"),
    ("Reject", "Finance Approval", "Manager Approval"),
)

IT_STEPS = (
    (
        "Triage",
        "Agent",
        0.2,
        "Read the request and check category and priority.\n"
        "Ask for what a technician needs to begin: device, place, since when, error message.\n"
        "Look for the same problem in other open tickets.",
    ),
    (
        "Diagnose",
        "Technician",
        0.3,
        "Find the cause: try it yourself, look at logs and at recent changes.\n"
        "Write down what you found and what you ruled out.",
    ),
    (
        "Resolve",
        "Technician",
        0.3,
        "Remove the cause, or give a workaround that the employee can live with.\n"
        "Write down what you changed, so that it can be undone.",
    ),
    (
        "Verify",
        "Agent",
        0.1,
        "Ask the employee to try it. If it does not work, send it back to be diagnosed again,\n"
        "with what they saw.",
    ),
    (
        "Close",
        "Agent",
        0.1,
        "Tell the employee what was wrong and what was done, in plain words, then complete the ticket.",
    ),
)
IT_EDGES = (
    ("Start diagnosis", "Triage", "Diagnose"),
    ("Cause found", "Diagnose", "Resolve"),
    ("Resolved", "Resolve", "Verify"),
    ("Confirmed", "Verify", "Close"),
    ("Rework", "Verify", "Diagnose"),
)


def _details(name, department, category, sub_category="", end_logic="none", description=""):
    return {
        "name": name,
        "description": description,
        "department": department,
        "category": category,
        "sub_category": sub_category,
        "end_logic": end_logic,
    }


CHECK_IN = (CHECK_IN_STEPS, CHECK_IN_EDGES)
CHECK_OUT = (CHECK_OUT_STEPS, CHECK_OUT_EDGES)
BUDGET = (BUDGET_STEPS, BUDGET_EDGES)
IT = (IT_STEPS, IT_EDGES)
HELP_DESK = "As the platform's help desk names it."

WORKFLOWS = (
    (
        _details(
            "Asset Check-in", "IT", "Asset Management", "Check-in", "asset", "An employee returns equipment."
        ),
        *CHECK_IN,
    ),
    (
        _details(
            "Asset Check-out",
            "IT",
            "Asset Management",
            "Check-out",
            "asset",
            "An employee gets equipment.",
        ),
        *CHECK_OUT,
    ),
    (
        _details(
            "Budget Proposal",
            "Finance",
            "Budget",
            "Proposal",
            "budget",
            "A department asks for a budget: review, two approvals, record.",
        ),
        *BUDGET,
    ),
    (
        _details(
            "IT Support Request",
            "IT",
            "Technology",
            "Support",
            description="Something does not work or is needed: from triage to a confirmed solution.",
        ),
        *IT,
    ),
    (_details("Help Desk: IT Support", "IT Department", "IT Support", description=HELP_DESK), *IT),
    (_details("Help Desk: IT Others", "IT Department", "Others", description=HELP_DESK), *IT),
    (
        _details(
            "Help Desk: Asset Check In",
            "Asset Department",
            "Asset Check In",
            end_logic="asset",
            description=HELP_DESK,
        ),
        *CHECK_IN,
    ),
    (
        _details(
            "Help Desk: Asset Check Out",
            "Asset Department",
            "Asset Check Out",
            end_logic="asset",
            description=HELP_DESK,
        ),
        *CHECK_OUT,
    ),
    (
        _details(
            "Help Desk: New Budget Proposal",
            "Budget Department",
            "New Budget Proposal",
            end_logic="budget",
            description=HELP_DESK,
        ),
        *BUDGET,
    ),
)
