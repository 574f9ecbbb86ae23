"""Safety sentences: warning signs, the lock that they start, and what the program is not.

Rules section 6 gives their order. Modules that are loaded before the first paint import them inside
the function that shows one.
"""

from __future__ import annotations

SAFETY_NOW = (
    "Pressure in the chest, or discomfort in arm, jaw or neck together with short breath, "
    "sweating, faintness or nausea: call your local emergency number now."
)
"""Signs that need an emergency call; the first in every list of signs (rules R6.order)."""
SAFETY_SIGNS = (
    "Please ask a doctor or physiotherapist before you go on if you notice: pain that spreads "
    "into an arm · pins and needles, numbness, weakness or a cold arm · trouble with balance or "
    "coordination · a severe headache · fever with a stiff neck · anything after a fall or crash "
    "· trouble speaking, swallowing or seeing · fainting · a change in bladder or bowel control · "
    "pain at night · weight loss you cannot explain. If you are dizzy, stop at once."
)
"""Signs that need a doctor or physiotherapist before practice goes on."""
SAFETY_LOCKED = (
    "The steps stay locked for now. From tomorrow you can tell supine that you have asked someone, "
    "or that it has gone."
)
"""What follows a warning sign on its own date (rules R3.lock, R6.sign)."""
SAFETY_STILL_LOCKED = "The steps are locked since you noticed a warning sign."
"""Why nothing is asked on a locked date (rules R3.lock)."""
ACKNOWLEDGE = "I have asked someone, or it has gone"
"""The statement that ends a lock; offered from the day after the sign (rules R6.acknowledge)."""
NOT_MEDICAL = (
    "supine is not medical advice, and no clinician has reviewed its rules. It cannot know what "
    "suits your body."
)
"""What the program is not (rules R6.not-medical)."""
