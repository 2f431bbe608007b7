"""News for one session: summed up, bounded, and in words that fit."""

from __future__ import annotations

import pytest

from bbs.bell import MOST_COUNTED, MOST_THREADS, Bell, News, together, told


def test_it_rings_once_until_it_is_taken() -> None:
    rung: list[int] = []
    bell = Bell()
    bell.listen(lambda: rung.append(1))
    assert bell.take() is None
    for _ in range(3):
        bell.put_letter()
    bell.put_hug()
    bell.put_answer(7)
    bell.put_answer(7)
    assert len(rung) == 1
    assert bell.take() == News(letters=3, hugs=1, threads=(7,))
    assert bell.take() is None
    bell.put_post()
    assert len(rung) == 2
    assert bell.take() == News()


def test_what_came_before_anybody_listened_rings_then() -> None:
    rung: list[int] = []
    bell = Bell()
    bell.put_hug()
    bell.listen(lambda: rung.append(1))
    assert rung == [1]
    bell.listen(None)
    bell.take()
    bell.put_hug()
    assert rung == [1]


def test_however_much_comes_little_is_kept_and_the_rest_is_more() -> None:
    bell = Bell()
    for thread_id in range(MOST_THREADS):
        bell.put_answer(thread_id)
    assert bell.take() == News(threads=tuple(range(MOST_THREADS)))
    for thread_id in range(10_000):
        bell.put_answer(thread_id)
        bell.put_letter()
    news = bell.take()
    assert news is not None and news.has_more
    assert (news.letters, len(news.threads)) == (MOST_COUNTED, MOST_THREADS)
    assert told(news)[0].endswith(" and more")


def test_missed_news_are_late_until_taken() -> None:
    bell = Bell()
    bell.put_missed()
    assert bell.take() == News(is_late=True)
    bell.put_letter()
    assert bell.take() == News(letters=1)


def test_the_news_of_two_times_are_added_up() -> None:
    one = News(letters=1, threads=(1, 2), has_more=True)
    assert together(one, News(letters=2, hugs=1, threads=(2, 3))) == News(
        letters=3, hugs=1, threads=(1, 2, 3), has_more=True
    )
    much = News(letters=60, threads=tuple(range(15)))
    summed = together(much, News(letters=60, threads=tuple(range(15, 30))))
    assert (summed.letters, len(summed.threads), summed.has_more) == (99, MOST_THREADS, True)


@pytest.mark.parametrize(
    ("news", "words"),
    [
        (News(), ()),
        (News(letters=1), ("1 new letter", "1 letter", "News")),
        (News(letters=2), ("2 new letters", "2 letters", "News")),
        (
            News(threads=(5,)),
            ("An answer in a thread that you follow", "An answer", "News"),
        ),
        (
            News(letters=1, threads=(5, 6), hugs=2, has_more=True),
            (
                "1 new letter, answers in 2 threads that you follow, 2 hugs for you and more",
                "1 letter, answers, 2 hugs and more",
                "News",
            ),
        ),
        (News(hugs=1), ("A hug for you", "A hug", "News")),
    ],
)
def test_words(news: News, words: tuple[str, ...]) -> None:
    assert told(news) == words
