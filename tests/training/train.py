"""Learns the weights of bbs/safety/learned.py anew, from the labelled texts beside this file.

It needs numpy, scipy and scikit-learn, which the program doesn't: make a virtualenv for it with
those and zxcvbn, and run it from the root of the repository:

    PYTHONPATH=. python tests/training/train.py            # writes bbs/content/safety/learned.*
    PYTHONPATH=. python tests/training/train.py --check    # prints figures of cross-validation

`texts.jsonl.gz` has one text a line: {"text", "level", "kind", "by"}; texts of the same `by` are of
one writer, "seed" and "pages" are half of the sentences of the seeded community and of the
resource pages, all green, and "house" the examples of tests/safety/test_safety_notice.py, three
times each. The halves put away (tests/safety/held-texts.json, fresh-texts.json) are never read.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bbs.safety.crisis import grammars_word
from bbs.safety.learned import letters, pieces, root
from bbs.safety.words import sentences

HERE = Path(__file__).parent
SAFETY = HERE.parents[1] / "bbs" / "content" / "safety"
LEVELS = ("green", "amber", "red", "crisis")
GRAMMARS = (*LEVELS, "excused")
C, GRAMMAR, LETTER, ROUGH = 4.0, 1.0, 0.35, 0.4
FEWEST_LETTERS, FEWEST_PAIRS = 6, 3
"""In how many texts (their rougher copies among them) runs of letters and pairs must stand."""
SCALE = 40
LEAST = 4
"""Runs of letters and pairs that weigh less than this for each level are left out."""
SLIPS = {"you": "u", "are": "r", "to": "2", "for": "4", "because": "cos", "tonight": "2nite",
         "about": "abt", "people": "ppl", "though": "tho", "the": "teh", "want": "wnt",
         "please": "pls", "don't": "dont", "can't": "cant", "I'm": "im", "with": "wiv"}  # fmt: skip


def rough(text: str, rng: random.Random) -> str:
    """The same text as somebody types it who has no time for it."""
    words = []
    for word in text.split(" "):
        if rng.random() < 0.5:
            word = SLIPS.get(word, word)
        if len(word) > 4 and rng.random() < 0.06:
            at = rng.randrange(1, len(word) - 2)
            word = rng.choice((
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] + word[at:],
            ))  # fmt: skip
        words.append(word)
    keep = "" if rng.random() < 0.5 else "."
    return "".join(each for each in " ".join(words).lower() if each not in ",.;'" or each == keep)


def weighed(said: list[str]) -> dict[str, float]:
    """The pieces of a text's sentences, each by the root of the text's length."""
    stretch = [sentence.split(" ") for sentence in said]
    words, pairs = pieces(stretch)
    by = root(stretch)
    found = dict.fromkeys(words | pairs, 1 / by)
    # A run of letters counts for each word that it is in, as it does where the weights are used.
    for piece, count in Counter(each for word in words for each in set(letters(word))).items():
        found[piece] = LETTER * count / by
    return found


class Model:
    """Three regressions: amber at least, red at least, crisis."""

    def fit(self, texts, levels, grammars, weights, c=C):
        seen = Counter(piece for each in texts for piece in each)
        kept = sorted(
            p for p, n in seen.items()
            if n >= (FEWEST_LETTERS if p[0] == "~" else FEWEST_PAIRS if " " in p else 1)
        )  # fmt: skip
        self.index = {piece: at for at, piece in enumerate(kept)}
        x = self.matrix(texts, grammars)
        ranks = np.array([LEVELS.index(level) for level in levels])
        self.models = [
            LogisticRegression(C=c, solver="liblinear", max_iter=300).fit(
                x, ranks >= least, sample_weight=weights
            )
            for least in (1, 2, 3)
        ]
        return self

    def matrix(self, texts, grammars):
        size = len(self.index)
        data, columns, ends = [], [], [0]
        for each, grammar in zip(texts, grammars, strict=True):
            for piece, value in each.items():
                if (at := self.index.get(piece)) is not None:
                    data.append(value)
                    columns.append(at)
            if grammar:
                data.append(GRAMMAR)
                columns.append(size + grammar - 1)
            ends.append(len(data))
        return csr_matrix((data, columns, ends), shape=(len(texts), size + 4))

    def scores(self, texts, grammars):
        x = self.matrix(texts, grammars)
        return np.array([model.decision_function(x) for model in self.models]).T


def rows():
    with gzip.open(HERE / "texts.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def prepared(found):
    """Texts and their rougher copies in pieces, and what the grammar says of them."""
    rng = random.Random(1)
    plain, worse = [], []
    for row in found:
        # The grammar was fitted to the half for tuning: what it says of those teaches nothing.
        is_known = row["by"] in ("tune", "house")
        for kept, text in ((plain, row["text"]), (worse, rough(row["text"], rng))):
            grammar = 0 if is_known else GRAMMARS.index(grammars_word(text))
            kept.append((weighed(list(sentences(text))), grammar))
    return plain, worse


def learned(plain, worse, levels, indexes, c=C):
    both = [plain[at] for at in indexes] + [worse[at] for at in indexes]
    weights = np.array([1.0] * len(indexes) + [ROUGH] * len(indexes))
    wanted = [levels[at] for at in indexes] * 2
    return Model().fit([p for p, _ in both], wanted, [g for _, g in both], weights, c)


def curve(wanted, scores):
    """Pairs of precision and recall, for each threshold, the highest first; and thresholds."""
    order = np.argsort(-scores)
    hits = np.cumsum(wanted[order])
    return hits / np.arange(1, len(hits) + 1), hits / wanted.sum(), scores[order]


def crossed(plain, worse, levels, c=C):
    scores = np.zeros((len(levels), 3))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(levels, levels):
        model = learned(plain, worse, levels, train, c)
        scores[test] = model.scores([plain[at][0] for at in test], [plain[at][1] for at in test])
    return scores


def figures(name, wanted, scores):
    precision, recall, at = curve(wanted, scores)
    f = 2 * precision * recall / (precision + recall + 1e-9)
    best = f.argmax()
    print(f"{name}: best F {f[best]:.3f}: precision {precision[best]:.3f}, recall "
          f"{recall[best]:.3f}, from {at[best]:.2f}")  # fmt: skip
    for least in (0.95, 0.9, 0.88, 0.85, 0.8, 0.75):
        last = np.where(precision >= least)[0]
        if len(last):
            print(f"  precision {least}: recall {recall[last[-1]]:.3f}, from {at[last[-1]]:.2f}")


def levels_of(ranks, scores):
    """Prints the figures of each level at the thresholds that are chosen."""
    over = scores > np.array(STARTS)
    given = np.where(~over[:, 0], 0, np.where(over[:, 2], 3, np.where(over[:, 1], 2, 1)))
    print("chosen: a card: precision "
          f"{(ranks[given > 0] > 0).mean():.3f}, recall {(given[ranks > 0] > 0).mean():.3f}; "
          f"of crisis offered one {(given[ranks == 3] > 0).mean():.3f}")  # fmt: skip
    for at, name in enumerate(LEVELS):
        hits = ((given == at) & (ranks == at)).sum()
        print(f"  {name}: precision {hits / (given == at).sum():.3f}, "
              f"recall {hits / (ranks == at).sum():.3f}")  # fmt: skip


def write(model, starts):
    """Writes weights and thresholds as whole numbers."""
    coefs = np.array([m.coef_[0] for m in model.models])
    letters_of = {p: coefs[:, at] * LETTER for p, at in model.index.items() if p[0] == "~"}
    lines = {}
    for piece, at in model.index.items():
        if piece[0] == "~":
            weight = letters_of[piece]
        elif " " in piece:
            weight = coefs[:, at]
        else:
            # The letters of a word that is listed are counted in it.
            weight = coefs[:, at] + sum(letters_of.get(each, 0) for each in set(letters(piece)))
        lines[piece] = np.round(weight * SCALE).astype(int)
    kept = {
        piece: weight
        for piece, weight in lines.items()
        if abs(weight).max() >= LEAST or (" " not in piece and piece[0] != "~")
    }
    text = "\n".join(f"{p}\t{w[0]}\t{w[1]}\t{w[2]}" for p, w in sorted(kept.items()))
    (SAFETY / "learned.tsv").write_text(text + "\n", "utf-8")
    grammar = coefs[:, len(model.index) :].T * GRAMMAR
    start = [float(m.intercept_[0] - s) for m, s in zip(model.models, starts, strict=True)]
    shown = "\n".join(
        f"{name} = [{', '.join(f'{each:.3f}' for each in values)}]"
        for name, values in zip(GRAMMARS, [np.zeros(3), *grammar], strict=True)
    )
    (SAFETY / "learned.toml").write_text(
        "# Made by tests/training/train.py, as is learned.tsv: what its weights are divided by,\n"
        "# what each level starts from, and what the grammar's level adds.\n"
        f"scale = {SCALE}\nstart = [{', '.join(f'{each:.3f}' for each in start)}]\n\n"
        f"[grammar]\n{shown}\n",
        "utf-8",
    )
    print(f"{len(kept)} pieces, {(SAFETY / 'learned.tsv').stat().st_size} bytes")


STARTS = (0.25, -0.4, -0.6)
"""What the sums must be over for each level; chosen on the curves that --check prints."""


def main() -> None:
    found = rows()
    levels = np.array([row["level"] for row in found])
    plain, worse = prepared(found)
    if "--check" in sys.argv:
        ranks = np.array([LEVELS.index(level) for level in levels])
        new = np.array([row["by"] in ("a", "b") for row in found])
        scores = crossed(plain, worse, levels)
        levels_of(ranks[new], scores[new])
        for at, name in enumerate(("a card", "red at least", "crisis")):
            figures(name, (ranks[new] > at).astype(int), scores[new, at])
        for writer in ("a", "b"):
            train = [at for at, row in enumerate(found) if row["by"] != writer]
            test = [at for at, row in enumerate(found) if row["by"] == writer]
            model = learned(plain, worse, levels, train)
            reached = model.scores([plain[at][0] for at in test], [plain[at][1] for at in test])
            figures(f"a card, learned without {writer}", (ranks[test] > 0).astype(int),
                    reached[:, 0])  # fmt: skip
        return
    write(learned(plain, worse, levels, list(range(len(found)))), STARTS)


if __name__ == "__main__":
    main()
