"""Tiny models made on the spot: a cross-encoder that likes one character, and models that are none."""

from pathlib import Path
from typing import Any

SIGNS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def make_model(folder: Path, kind: str = "BertForSequenceClassification", **config: object) -> Path:
    """A model of 2 layers of 32 dimensions with its tokenizer, its weights by chance."""
    import torch
    import transformers

    torch.manual_seed(1)
    _save(folder, getattr(transformers, kind)(_config(config)))
    return folder


def make_cross_encoder(folder: Path, liked: str) -> Path:
    """One that says 0.98 of what has the character, 0.02 of anything else."""
    import torch
    import transformers

    config = _config({})
    model = transformers.BertForSequenceClassification(config)
    numbers = dict(model.named_parameters())
    with torch.no_grad():
        for name, parameter in numbers.items():
            parameter.fill_(float(name.endswith("LayerNorm.weight")))
        words = numbers["bert.embeddings.word_embeddings.weight"]
        words[:, 1], words[:, 2] = 1.0, -1.0
        words[-1] = (
            0.0  # the character: the last of the vocabulary, the only one with a first dimension
        )
        words[-1, 0], words[-1, 3] = 1.0, -1.0
        attention = "bert.encoder.layer.0.attention"
        numbers[f"{attention}.self.query.bias"][0] = 1.0
        numbers[f"{attention}.self.key.weight"][0, 0] = (
            20.0  # all look at the character, where it is
        )
        numbers[f"{attention}.self.value.weight"].fill_diagonal_(1.0)
        numbers[f"{attention}.output.dense.weight"].fill_diagonal_(1.0)
        numbers["bert.pooler.dense.weight"][0, 0] = 1.0
        numbers["classifier.weight"][0, 0] = 8.0
        numbers["classifier.bias"][0] = -4.0
    _save(folder, model, liked)
    return folder


def _config(changed: dict[str, object]) -> Any:
    import transformers

    sizes: dict[str, Any] = {
        "vocab_size": len(SIGNS) + 1,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "num_labels": 1,
        **changed,
    }
    return transformers.BertConfig(**sizes)


def _save(folder: Path, model: Any, character: str = "茶") -> None:
    """The model with its tokenizer, which knows one character."""
    import transformers

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join((*SIGNS, character)), "utf-8")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    model.save_pretrained(folder)
