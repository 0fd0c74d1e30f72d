"""What a refusal owes: a ValueError that says every word of its case's name."""

import pytest


def refused_by_name(case, call):
    with pytest.raises(ValueError) as error:
        call()
    for word in case.split():
        assert word in str(error.value)
