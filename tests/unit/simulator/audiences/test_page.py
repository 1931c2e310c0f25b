"""The page on demo data tells the parameters that are really used."""

from pathlib import Path

from simulator.audiences import audience, content, email, history

PAGE = (Path(__file__).parents[4] / "docs" / "explanation" / "demo-data.md").read_text(encoding="utf-8")
PART = " ".join(PAGE.split("## E-mail, audiences and content")[1].split("\n## ")[0].split())


def test_numbers_in_sentences_are_those_of_the_world():
    lives = [kind.half_life for kind in content.KINDS.values()]
    pieces = int(history.PIECES_A_WEEK * history.YEAR_WEEKS)
    for sentence in (
        f"{email.BEST_LENGTH} characters are best",
        f"each send of the seven days before -{email.FATIGUE_OF_A_SEND:g}",
        f"{audience.KEPT:g} remain a week later",
        f"fades by {content.FADES:g} with a half-life of its kind ({min(lives):g} to {max(lives):g} days)",
        f"an effect of its own (standard deviation {content.OWN:g})",
        f"standard deviation of {audience.DISTURBANCE:.2f} to {email.DISTURBANCE:.2f}",
        f"{pieces} pieces of content with up to {history.ACTIVE_DAYS} days each",
        f"the oldest from {history.OLDEST_COHORTS * history.COHORT_WEEKS * 12 // 52} months before",
    ):
        assert sentence in PART, sentence
    assert content.DISTURBANCE == email.DISTURBANCE
