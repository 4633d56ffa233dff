"""The files by which sentence-transformers knows the model, as contents by file name."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.builtin_model.weights import Dimensions, Vocabulary, Weights

MOST_TOKENS = 512
# "document" is the name that `SentenceTransformer.encode_document` looks for first.
PROMPTS: Mapping[str, str] = {
    "query": "query: ",
    "passage": "passage: ",
    "document": "passage: ",
}

_WHOLE = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_LAYER = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}

Json = Mapping[str, object] | list[dict[str, object]]


def tensors(weights: Weights) -> dict[str, NDArray[np.generic]]:
    """The weights by BertModel's names: matrices in float16, the few vectors in float32."""
    names = dict(_WHOLE)
    for layer in range(weights.dimensions.layers):
        for theirs, ours in _LAYER.items():
            for long, short in (("weight", "w"), ("bias", "b")):
                names[f"encoder.layer.{layer}.{theirs}.{long}"] = f"l{layer}.{ours}.{short}"
    found = {theirs: _values(weights, ours) for theirs, ours in names.items()}
    # BertModel owns a pooler that mean pooling never uses; without it loading warns.
    hidden = weights.dimensions.hidden
    found["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    found["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return found


def _values(weights: Weights, name: str) -> NDArray[np.generic]:
    if name in weights.matrices:
        return weights.matrices[name].floats().astype(np.float16)
    return weights.vectors[name]


def settings(weights: Weights) -> dict[str, Json]:
    """The JSON files, by path inside the folder."""
    return {
        "config.json": _bert(weights.dimensions, weights.vocabulary),
        "modules.json": _modules(),
        "sentence_bert_config.json": {"max_seq_length": MOST_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.dimensions.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MOST_TOKENS,
            "clean_up_tokenization_spaces": False,
            **_specials(weights.vocabulary),
        },
        "special_tokens_map.json": _specials(weights.vocabulary),
    }


def _bert(dimensions: Dimensions, vocabulary: Vocabulary) -> Json:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",  # compute in float32 although the file stores float16
        "hidden_act": "gelu",
        "hidden_size": dimensions.hidden,
        "intermediate_size": dimensions.feed_forward,
        "layer_norm_eps": dimensions.epsilon,
        "max_position_embeddings": dimensions.positions,
        "num_attention_heads": dimensions.heads,
        "num_hidden_layers": dimensions.layers,
        "pad_token_id": vocabulary.padding,
        "type_vocab_size": dimensions.types,
        "vocab_size": dimensions.vocabulary,
    }


def _modules() -> Json:
    kinds = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    return [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(kinds.items())
    ]


def _specials(vocabulary: Vocabulary) -> dict[str, object]:
    roles = {
        "bos_token": vocabulary.start,
        "cls_token": vocabulary.start,
        "eos_token": vocabulary.end,
        "sep_token": vocabulary.end,
        "pad_token": vocabulary.padding,
        "unk_token": vocabulary.unknown,
    }
    named: dict[str, object] = {role: vocabulary.pieces[i][0] for role, i in roles.items()}
    return named | {"mask_token": "<mask>"}
