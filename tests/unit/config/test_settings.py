"""Settings come from a mapping, have safe defaults, and explain each mistake in one line."""

from pathlib import Path

import pytest

from config.settings import InvalidSettings, Settings, load_settings, unknown_settings, variable_of


def complaints(**values: str) -> tuple[str, ...]:
    with pytest.raises(InvalidSettings) as refused:
        load_settings({variable_of(name): value for name, value in values.items()})
    return refused.value.lines


def test_an_empty_environment_gives_the_documented_defaults():
    settings = load_settings({})
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("var"))
    assert settings.database_url == "sqlite+aiosqlite:///var/pulsecast.db"
    assert settings.broadcast_url == "memory://"
    assert (settings.owner_key, settings.secret_key) == (None, None)
    assert (settings.max_upload, settings.demo, settings.workers) == (25_000_000, True, True)
    assert (settings.compute_processes, settings.job_concurrency) == (2, 2)
    assert (settings.allowed_origins, settings.log_level, settings.log_format) == ((), "INFO", "auto")


def test_the_constructor_does_not_read_the_environment_of_the_process(monkeypatch):
    monkeypatch.setenv("PULSECAST_PORT", "9999")
    assert Settings().port == 8000
    assert load_settings({}).port == 8000


def test_empty_and_blank_values_count_as_unset():
    assert load_settings({"PULSECAST_OWNER_KEY": "", "PULSECAST_PORT": "  "}) == load_settings({})


def test_the_database_file_lies_in_the_data_folder(tmp_path):
    settings = load_settings({"PULSECAST_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/pulsecast.db"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db/x", "postgresql+asyncpg://u:p@db/x"),
        ("postgresql://db:5433/x?ssl=require", "postgresql+asyncpg://db:5433/x?ssl=require"),
        ("sqlite:////data/a.db", "sqlite+aiosqlite:////data/a.db"),
    ],
)
def test_a_database_is_addressed_the_usual_way(given, used):
    assert load_settings({"PULSECAST_DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize(
    ("given", "size"),
    [("25MB", 25_000_000), ("24 MiB", 24 * 1024**2), ("1.5mb", 1_500_000), ("200000", 200_000), ("1GB", 1_000_000_000)],
)
def test_sizes_are_written_with_or_without_a_unit(given, size):
    assert load_settings({"PULSECAST_MAX_UPLOAD": given}).max_upload == size


def test_origins_are_a_list_separated_by_commas():
    settings = load_settings({"PULSECAST_ALLOWED_ORIGINS": "https://a.example.com, http://localhost:5173/,"})
    assert settings.allowed_origins == ("https://a.example.com", "http://localhost:5173")


@pytest.mark.parametrize(
    "value", ["*", "a.example.com", "https://a.example.com/path", "https://u@a.example.com", "null"]
)
def test_what_is_no_origin_is_refused(value):
    assert complaints(allowed_origins=value)[0].startswith(
        f"PULSECAST_ALLOWED_ORIGINS is '{value}'; it must be origins"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "two words"),
        ("port", "65536"),
        ("port", "-1"),
        ("port", "eighty"),
        ("data_dir", "~nobody-of-this-name/var"),
        ("database_url", "mysql://db/x"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "postgresql:///"),
        ("broadcast_url", "kafka://b"),
        ("broadcast_url", "redis://"),
        ("max_upload", "lots"),
        ("max_upload", "1kB"),
        ("max_upload", "3GB"),
        ("demo", "perhaps"),
        ("simulator_seed", "-3"),
        ("compute_processes", "0"),
        ("job_concurrency", "1.5"),
        ("log_level", "loud"),
        ("log_format", "xml"),
    ],
)
def test_a_wrong_value_gives_one_line_with_name_value_and_what_is_allowed(name, value):
    lines = complaints(**{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{variable_of(name)} is {value!r}; it must be ")
    assert "\n" not in lines[0]
    assert "pydantic" not in lines[0]


def test_every_wrong_setting_is_told_at_once():
    assert len(complaints(port="x", demo="perhaps", log_level="z")) == 3


def test_a_short_secret_is_refused_without_showing_it():
    lines = complaints(owner_key="hunter2", secret_key="tiny-secret")
    assert lines == (
        "PULSECAST_OWNER_KEY has 7 characters; it must be at least 16 characters.",
        "PULSECAST_SECRET_KEY has 11 characters; it must be at least 32 characters.",
    )


def test_a_password_in_a_wrong_address_is_not_shown():
    (line,) = complaints(database_url="mysql://root:hunter/2@db/x")
    assert "hunter" not in line
    assert "mysql://root:***@db/x" in line


def test_nothing_secret_is_in_a_representation_or_an_error():
    secret = "s" * 40
    settings = load_settings(
        {
            "PULSECAST_OWNER_KEY": secret,
            "PULSECAST_SECRET_KEY": secret,
            "PULSECAST_DATABASE_URL": f"postgresql://u:{secret}@db/x",
            "PULSECAST_BROADCAST_URL": f"redis://:{secret}@r",
        }
    )
    assert settings.owner_key is not None
    assert settings.owner_key.get_secret_value() == secret
    assert secret not in repr(settings) + str(settings)
    with pytest.raises(InvalidSettings) as refused:
        load_settings({"PULSECAST_OWNER_KEY": secret, "PULSECAST_SECRET_KEY": "hunter2", "PULSECAST_PORT": "x"})
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_misspelt_setting_is_noticed_with_the_likeliest_one():
    assert unknown_settings({"PULSECAST_PROT": "1", "PULSECAST_PORT": "1", "OTHER": "1"}) == (
        "PULSECAST_PROT is not a setting; did you mean PULSECAST_PORT?",
    )
