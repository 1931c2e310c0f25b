"""Settings: everything that the environment may decide, checked at once and explained in one line each."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.setting_types import (
    broker_address,
    byte_count,
    database_address,
    default_database,
    folder,
    origins,
    without_password,
)

PREFIX = "PULSECAST_"

LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
]
LogFormat = Annotated[
    Literal["auto", "console", "json"],
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
]


def _allowed(text: str) -> JsonDict:
    """Attach to a field what it may be, in words that finish "it must be"."""
    return {"allowed": text}


class Settings(BaseSettings):
    """The settings of one process; never changes after the start.

    Built by ``load_settings`` only, from a mapping that the caller passes: the constructor reads no environment.
    Addresses and secrets are kept out of the representation.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", validate_default=True)

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        pattern=r"^\S+$",
        description="Address that the server listens on.",
        json_schema_extra=_allowed("a host name or address without spaces, such as 127.0.0.1 or 0.0.0.0"),
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        description="Port that the server listens on; 0 takes any free one.",
        json_schema_extra=_allowed("a whole number from 0 to 65535"),
    )
    data_dir: Annotated[Path, BeforeValidator(folder)] = Field(
        default=Path("var"),
        description="Folder for the database file and the generated secret key; made when missing.",
        json_schema_extra=_allowed("a folder"),
    )
    database_url: Annotated[str, BeforeValidator(database_address)] = Field(
        default_factory=lambda values: default_database(values.get("data_dir", Path("var"))),
        repr=False,
        description="Database: an SQLite file in the data folder unless this names another or a PostgreSQL server.",
        json_schema_extra=_allowed("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"),
    )
    broadcast_url: Annotated[str, BeforeValidator(broker_address)] = Field(
        default="memory://",
        repr=False,
        description="What carries live signals; several processes need a shared one.",
        json_schema_extra=_allowed("memory://, redis://HOST:PORT or postgresql://USER:PASSWORD@HOST/DATABASE"),
    )
    model_dir: Annotated[Path, BeforeValidator(folder)] = Field(
        default_factory=lambda values: values.get("data_dir", Path("var")) / "models",
        description="Folder for trained models, which may be a mounted object store; inside the data folder unless "
        "this names another. Processes that share a database share it.",
        json_schema_extra=_allowed("a folder"),
    )
    training_hour: int = Field(
        default=3,
        ge=-1,
        le=23,
        description="Hour of the day, UTC, from which models are trained anew each day; -1 never.",
        json_schema_extra=_allowed("a whole number from -1 to 23"),
    )
    owner_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="API key of the owner of the first workspace; generated and printed once when unset.",
        json_schema_extra=_allowed("at least 16 characters"),
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Key that signs API keys, sessions and cursors; generated once into the data folder when unset.",
        json_schema_extra=_allowed("at least 32 characters"),
    )
    max_upload: Annotated[int, BeforeValidator(byte_count)] = Field(
        default=25_000_000,
        ge=100_000,
        le=2_000_000_000,
        description="Largest body of an authenticated request, in bytes or with a unit.",
        json_schema_extra=_allowed("a size from 100kB to 2GB, such as 25MB, 24MiB or 25000000"),
    )
    max_sockets: int = Field(
        default=10_000,
        ge=1,
        le=1_000_000,
        description="Sockets that may be open in one process.",
        json_schema_extra=_allowed("a whole number from 1 to 1000000"),
    )
    max_sockets_per_key: int = Field(
        default=5_000,
        ge=1,
        le=1_000_000,
        description="Sockets that may be open in one process with the same API key.",
        json_schema_extra=_allowed("a whole number from 1 to 1000000"),
    )
    socket_compression: bool = Field(
        default=False,
        description="Whether sockets compress messages for clients that can (permessage-deflate), at several times "
        "the processor time.",
        json_schema_extra=_allowed("1 or 0"),
    )
    demo: bool = Field(
        default=True,
        description="Whether the first start fills a workspace with demo data.",
        json_schema_extra=_allowed("1 or 0"),
    )
    simulator_seed: int = Field(
        default=1,
        ge=0,
        lt=2**63,
        description="Seed of all generated data; the same seed gives the same data.",
        json_schema_extra=_allowed("a whole number from 0 to 9223372036854775807"),
    )
    simulator_speed: float = Field(
        default=1.0,
        ge=0,
        le=10_000,
        allow_inf_nan=False,
        description="Simulated seconds in a second with which a new simulator starts; 0 starts it paused.",
        json_schema_extra=_allowed("a number from 0 to 10000"),
    )
    simulator_catch_up: float = Field(
        default=60.0,
        ge=0,
        le=1440,
        allow_inf_nan=False,
        description="Minutes of missed simulation time that are made after a stop; more is jumped over.",
        json_schema_extra=_allowed("a number of minutes from 0 to 1440"),
    )
    simulators: int = Field(
        default=4,
        ge=0,
        le=100,
        description="Workspaces that may have a marketplace simulator; 0 runs none.",
        json_schema_extra=_allowed("a whole number from 0 to 100"),
    )
    workers: bool = Field(
        default=True,
        description="Whether the server also runs background work; off when worker processes do.",
        json_schema_extra=_allowed("1 or 0"),
    )
    compute_processes: int = Field(
        default=2,
        ge=1,
        le=256,
        description="Processes for numeric work.",
        json_schema_extra=_allowed("a whole number from 1 to 256"),
    )
    job_concurrency: int = Field(
        default=2,
        ge=1,
        le=256,
        description="Background jobs that run at the same time in one process.",
        json_schema_extra=_allowed("a whole number from 1 to 256"),
    )
    allowed_origins: Annotated[tuple[str, ...], BeforeValidator(origins)] = Field(
        default=(),
        description="Web origins besides the server's own whose pages may call the API.",
        json_schema_extra=_allowed(
            "origins separated by commas, such as https://app.example.com,http://localhost:5173"
        ),
    )
    log_level: LogLevel = Field(
        default="INFO",
        description="Least severity that is logged.",
        json_schema_extra=_allowed("DEBUG, INFO, WARNING or ERROR"),
    )
    log_format: LogFormat = Field(
        default="auto",
        description="Form of log lines; auto is console on a terminal and JSON elsewhere.",
        json_schema_extra=_allowed("auto, console or json"),
    )

    @property
    def shared(self) -> bool:
        """Return whether signals reach other processes."""
        return not self.broadcast_url.startswith("memory://")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the caller alone, so that building settings never depends on the process."""
        return (init_settings,)


class InvalidSettings(Exception):
    """The environment asks for something that cannot be.

    Attributes:
        lines: One sentence for each wrong setting, in the order of the settings.
    """

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; names that are unset or empty take their defaults.

    Raises:
        InvalidSettings: Some are wrong; every one of them is told.
    """
    given = {
        name: environ[variable_of(name)] for name in Settings.model_fields if environ.get(variable_of(name), "").strip()
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors(include_input=False, include_url=False)}
    # A default that derives from a wrong setting is not to blame: only what was given is told.
    # Raised outside the handler: the cause would carry the raw values, secrets included, into a traceback.
    raise InvalidSettings(
        tuple(_complaint(name, Settings.model_fields[name], value) for name, value in given.items() if name in wrong)
    )


def unknown_settings(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Tell of names that look like settings but are none, each with the likeliest intended one.

    They are no error: Kubernetes, for one, injects such names beside every service.
    """
    known = [variable_of(name) for name in Settings.model_fields]
    lines = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            close = get_close_matches(name, known, n=1)
            lines.append(f"{name} is not a setting" + (f"; did you mean {close[0]}?" if close else "."))
    return tuple(lines)


def variable_of(name: str) -> str:
    """Return the environment variable of a field of the settings."""
    return f"{PREFIX}{name.upper()}"


def _complaint(name: str, field: FieldInfo, value: str) -> str:
    """Say what is wrong with one setting: its name, its value unless that is secret, and what is allowed."""
    extra = field.json_schema_extra
    allowed = extra["allowed"] if isinstance(extra, dict) else "something else"
    secret = field.annotation == SecretStr | None
    shown = f"has {len(value)} characters" if secret else f"is {without_password(value)!r}"
    return f"{variable_of(name)} {shown}; it must be {allowed}."
