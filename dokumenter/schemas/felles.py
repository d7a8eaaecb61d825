"""What all schemas share: snake_case here, KS' camelCase on the wire, and the body of an error."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel


class KsSkjema(Schema):
    """Unknown fields are ignored, as KS' services do."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Any:
        """An answer that we have made is right as it is; the library would read it anew, field by field.

        So it would a plain dict, by way of an object that can look into models as well.
        """
        if isinstance(values, cls):
            return values
        if type(values) is dict:
            return handler(values)
        return super()._run_root_validator(values, handler, info)  # type: ignore[operator]  # a classmethod by then


class Feilmelding(KsSkjema):
    """Every error, whatever the cause."""

    timestamp: int = Field(description="Millisekunder siden 1970", examples=[1795305600000])
    status: int = Field(examples=[400])
    error: str = Field(examples=["Bad Request"])
    error_id: UUID = Field(description="Oppgi denne til brukerstøtte")
    path: str
    original_path: str
    message: str = Field(examples=["ttl: mangler. Oppgi enten ttl eller tilgjengeligTil."])
    error_code: str | None = Field(examples=["ugyldig_verdi"])
    error_json: str | None = None
