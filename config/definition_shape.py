"""What the shapes of all definition files share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Factor = Annotated[float, Field(gt=0, lt=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(gt=0, lt=100, allow_inf_nan=False)]
Price = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=0, le=3650)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class DefinitionShape(BaseModel):
    """A part of a definition file: unknown names are faults, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
