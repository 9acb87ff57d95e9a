"""What one person told: answers in the dictionary's order, and the same person with one other answer."""

from __future__ import annotations

import pytest

from recommender.core.facts import NA
from recommender.core.profile import Profile
from tests.core.invented import dictionary, reader


def test_answers_are_found_by_name_and_the_rest_is_unknown() -> None:
    profile = Profile.of(dictionary(), {"smoker": "past", "age_years": 34})

    assert (profile["age_years"], profile["smoker"], profile["fever_7d"]) == (34, "past", None)
    assert list(profile.answered()) == [("age_years", 34), ("smoker", "past")], "in the order of asking"


def test_no_and_zero_are_answers() -> None:
    told = {"leg_pain_nrs_avg": 0, "fever_7d": False, "medicines": frozenset()}

    assert dict(Profile.of(dictionary(), told).answered()) == told


def test_a_profile_holds_no_fact_that_is_not_in_the_dictionary() -> None:
    with pytest.raises(KeyError):
        Profile.of(dictionary(), {"shoe_size": 42})


def test_one_other_answer_leaves_the_rest_and_the_first_person_as_they_were() -> None:
    amira = Profile.of(dictionary(), {"age_years": 34, "sex_at_birth": "female", "smoker": "past"})

    older = amira.with_one("age_years", 35)
    quiet = amira.with_one("sex_at_birth", None)

    assert dict(older.answered()) == {"age_years": 35, "sex_at_birth": "female", "smoker": "past"}
    assert dict(quiet.answered()) == {"age_years": 34, "smoker": "past"}
    assert amira["age_years"] == 34
    assert len(older.values) == len(dictionary())


def test_a_profile_is_completed() -> None:
    profile = Profile.of(dictionary(), {"sex_at_birth": "male", "onset_days": 50})
    values = dict(zip(dictionary().place, reader().read(profile), strict=True))

    assert values["pregnancy_status"] is NA
    assert values["preg_warning"] is NA
    assert (values["phase"], values["weeks_since_onset"], values["startback_risk"]) == ("subacute", 7, None)
    assert profile["pregnancy_status"] is None
    assert reader().dictionary is dictionary()


def test_a_row_that_is_not_as_long_as_the_dictionary_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(Profile(dictionary(), (34,)).answered())
