"""Training, keeping and watching models."""

from typing import Protocol
from uuid import UUID

from domain.models.model import DriftFinding, OriginLoss
from domain.models.training import Fitted, Incumbent, TrainingSet, Untrainable, Watch
from domain.ports.unit_of_work import Transaction


class Trainer(Protocol):
    """Makes one kind of model. A value that pickles: its methods run in another process, and are pure.

    The same training set, version and seed give the same results, bit by bit.
    """

    @property
    def name(self) -> str:
        """Return the name of the model, lower case with underscores, such as ``"campaign_forecaster"``."""
        ...

    @property
    def version(self) -> str:
        """Return the version of the code; it changes whenever the same data could give another model."""
        ...

    @property
    def description(self) -> str:
        """Say in one sentence what the model predicts."""
        ...

    def shortfall(self, training: TrainingSet) -> str | None:
        """Say in words what is missing for a training, none when the data suffice."""
        ...

    def fit(self, training: TrainingSet, seed: int) -> Fitted:
        """Fit the model to all of the data."""
        ...

    def losses(self, training: TrainingSet, seed: int, incumbent: Incumbent | None) -> tuple[OriginLoss, ...]:
        """Hold the recipe against the past: from each of at least three rolling origins, oldest first.

        Challenger, champion and baseline are judged on the same rows. The challenger is the recipe fitted to what was
        known on the origin. Where the champion was made by the same recipe, it is that recipe fitted to what was known
        as long before the origin as the champion's data end before those of the challenger: what keeping it would have
        cost. Where its recipe is another, it is its artefact as it is, with ``hindsight`` on rows that it had seen, and
        none where the artefact does not answer any more.

        Returns:
            Fewer than three when the data do not reach for more, which the gate does not let pass.
        """
        ...

    def watch(self, artefact: bytes, now: TrainingSet) -> Watch:
        """Return rows from the training of an artefact and rows of the present data that came after it.

        Raises:
            ValueError: The artefact is not one that this version can read.
        """
        ...


class TrainingSource(Protocol):
    """Reads what a model learns from."""

    async def collect(self, tx: Transaction, workspace_id: UUID) -> TrainingSet | Untrainable:
        """Return the training data of a workspace as they are now; the same rows always in the same order."""
        ...


class DriftMonitor(Protocol):
    """Tells drift from chance. A value that pickles: it runs in another process, and is pure."""

    def findings(self, watch: Watch, seed: int) -> tuple[DriftFinding, ...]:
        """Compare what came since a training with what was there then, the largest effect on the error first."""
        ...


class ArtefactLost(Exception):
    """The bytes of a model are not there any more, or are not those that were stored."""


class ModelArtefacts(Protocol):
    """Keeps the bytes of models."""

    async def put(self, workspace_id: UUID, name: str, content: bytes) -> str:
        """Keep bytes and return their key; the same bytes of the same model have the same key.

        When it returns they are kept, also if the power fails; when it does not, nothing half-written is ever read.

        Raises:
            Unavailable: They cannot be kept; the message says why.
        """
        ...

    async def get(self, key: str) -> bytes:
        """Return the bytes, which are exactly those that were kept.

        Raises:
            ArtefactLost: There are none under the key, or they were changed.
            Unavailable: They cannot be read now.
        """
        ...

    async def delete(self, key: str) -> None:
        """Forget the bytes; those that are not there are no fault."""
        ...
