"""The form of Legg til fil takes no files by itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from dokumenter.forms.ettersending import EttersendingForm


def test_it_leaves_files_to_the_stream() -> None:
    skjema = uuid4()
    filer: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {"dokumenter": [SimpleUploadedFile("a.pdf", b"innhold")]}
    )
    form = EttersendingForm({"skjema": str(skjema)}, filer)
    assert form.is_valid()
    assert (form.cleaned_data["dokumenter"], form.cleaned_data["skjema"]) == (None, skjema)


def test_it_is_valid_without_knowing_which_showing_it_was() -> None:
    assert EttersendingForm({}).is_valid()
    assert not EttersendingForm({"skjema": "tull"}).is_valid()
