"""What of a question is looked for in the index."""

from nessos.ai.knowledge.asking import question_read
from nessos.ai.knowledge.embedding import Weights, marks_of


def weights_of(**holding: int) -> Weights:
    """Of a house of 100,000 pieces; by words, each with how many pieces hold it and all that it means."""
    return Weights(
        learned_from=100_000,
        holding={mark: count for word, count in holding.items() for mark in marks_of(word)},
    )


def test_rare_words_are_looked_for_alone() -> None:
    asked = question_read("zepelim xilofone", weights_of(zepelim=12, xilofone=30))
    assert asked.telling == "'zepelim' | 'xilofon'"


def test_frequent_words_are_looked_for_by_twos() -> None:
    asked = question_read("zepelim xilofone", weights_of(zepelim=3_000, xilofone=4_000))
    assert asked.telling == "'zepelim' & 'xilofon'"


def test_one_frequent_word_is_looked_for_by_itself() -> None:
    assert question_read("zepelim", weights_of(zepelim=30_000)).telling == "'zepelim'"


def test_a_word_that_the_house_does_not_have_is_not_all_that_is_looked_for() -> None:
    asked = question_read("zepelim xilofone", weights_of(xilofone=40_000))
    assert asked.telling == "'zepelim'"
    assert asked.rarest == "'xilofon'"
