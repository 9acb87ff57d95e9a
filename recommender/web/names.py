"""Names for the ids in a plan, as a therapist reads them, straight from the knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from plans.sheet.wording import plain
from recommender.core.knowledge import Knowledge
from recommender.web.wording import answer_words


class Names:
    """What to write where a plan holds an id."""

    def __init__(self, knowledge: Knowledge) -> None:
        library = knowledge.library
        self._knowledge = knowledge
        self._left_out = {
            "modality": {item.id: item.name for item in library.modalities},
            "home": {item.id: item.name for item in library.exercises},
            "region": {region.id: region.name for region in library.regions.values()},
        }

    def source(self, source: str) -> str:
        return self._knowledge.bibliography.get(source, source)

    def region(self, region: str) -> str:
        return self.left_out("region", region)

    def left_out(self, kind: str, identifier: str) -> str:
        """The name of something closed."""
        return self._left_out.get(kind, {}).get(identifier) or plain(identifier)

    def question(self, fact_id: str) -> str:
        return self._knowledge.dictionary[fact_id].ask or plain(fact_id)

    def answer(self, fact_id: str, value: object) -> str:
        """What was said, in words."""
        return answer_words(self._knowledge.dictionary[fact_id], value, self._knowledge)

    def answers(self, facts: dict[str, object]) -> Iterator[tuple[str, str]]:
        """The answers a rule rests on, as questions and words."""
        return ((self.question(fact_id), self.answer(fact_id, value)) for fact_id, value in facts.items())
