"""Subject lines and titles, put together from parts that differ in what a reader may like about them."""

import numpy as np

CORES = (
    "A calmer way to revise",
    "Tutors who know the exam board",
    "The revision plan that fits a busy week",
    "Fractions, explained by a teacher",
    "How our students prepare for orals",
    "Notes from the classroom",
    "Practice papers with worked answers",
    "The lesson that parents ask for most",
    "What examiners look for in an essay, told by two of them",
    "Speaking practice with a native tutor",
    "Study habits that last beyond the summer term",
    "News from the tutoring desk",
)
PERSONAL = ("{{name}}, ", "For your next exam: ", "{{name}}: ")
NUMBERS = ("5 tips: ", "10 minutes: ", "3 steps: ")
URGENT = (" – ends today", " – last chance", " – only 2 days left")
SPAM = (" – 100% free", " – guaranteed", " – free bonus")
EMOJI = ("📚 ", "🎓 ", "✨ ")
LONG = (" and what it means for the weeks before the holidays", ", with a timetable to print and to share")


def draw_subject(chance: np.random.Generator) -> str:
    """Return a subject line; every part comes and goes on its own."""
    core = CORES[chance.integers(len(CORES))]
    parts = (
        (0.22, EMOJI, True),
        (0.38, PERSONAL, True),
        (0.25, NUMBERS, True),
        (0.18, LONG, False),
        (0.24, URGENT, False),
        (0.14, SPAM, False),
    )
    before, after = "", ""
    for probability, choices, leads in parts:
        drawn, which = chance.random(), int(chance.integers(len(choices)))
        if drawn < probability:
            before, after = (before + choices[which], after) if leads else (before, after + choices[which])
    asks = "?" if chance.random() < 0.2 else ""
    return f"{before}{core}{after}{asks}"
