"""How many multiply-adds one torch operation makes."""

import inspect
import math

import torch.nn.functional as F

from course_utils.inspection.fields import words
from course_utils.inspection.rules import RULES

MULTIPLICATIONS = words("mul multiply rmul imul")
MATRIX_PRODUCTS = words("matmul mm bmm mv dot inner")
RECURRENT = words("lstm gru rnn_tanh rnn_relu lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell")
# Beside those with a rule for what they see: operations that move, pick or average, and so multiply by no weights.
FREE = frozenset(RULES) | words("""
    interpolate upsample unfold fold grid_sample pixel_shuffle pixel_unshuffle max_unpool2d repeat repeat_interleave
    movedim moveaxis t T H adjoint rot90 take_along_dim topk argmax argmin setitem copy masked_select masked_scatter
    index_add index_copy index_put scatter scatter_add embedding norm vector_norm diff diagonal tril triu meshgrid
    dropout max_pool1d avg_pool1d max_pool3d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool3d cross_entropy
""")


def products(name, args, kwargs, operands, tensors, out):
    """Return the products with weights that a call makes, or None where that is not known.

    `operands` are `Call`s of the tensors that depend on the picture, `tensors` all tensors of the call, `out` its
    (first) result. Those with constants (a pooling's 1/4), normalisations, scales (one weight for each number) and
    biases do not count.
    """

    def given(position, keyword):
        return args[position] if len(args) > position else kwargs[keyword]

    if name in {"conv1d", "conv2d", "conv3d"}:  # each output adds up one product for each weight of its filter
        return out.numel() * given(1, "weight")[0].numel()
    if name in {"conv_transpose1d", "conv_transpose2d", "conv_transpose3d"}:  # each input is multiplied by each weight
        return given(0, "input").numel() * given(1, "weight")[0].numel()
    if name == "linear":
        return out.numel() * given(1, "weight").shape[-1]
    if name in MATRIX_PRODUCTS:
        return out.numel() * given(0, "input").shape[-1]
    if name == "rmatmul":
        return out.numel() * args[1].shape[-1]
    if name in {"addmm", "baddbmm", "addmv"}:
        return out.numel() * args[1].shape[-1]
    if name == "addbmm":  # adds up over the batch too
        return out.numel() * args[1].shape[-1] * args[1].shape[0]
    if name == "einsum":
        return _einsum(args)
    if name == "scaled_dot_product_attention":
        return _attention(given(0, "query"), given(1, "key"), given(2, "value"))
    if name == "multi_head_attention_forward":
        return _multi_head_attention(args, kwargs)
    if name in RECURRENT:
        return _recurrent(name, args)
    if name in MULTIPLICATIONS and out.numel() > max(math.prod(operand.shape) for operand in operands):
        return out.numel()  # every number with several weights: a product of matrices, written out
    others = [t for t in tensors if t is not operands[0].tensor and t.is_floating_point()]
    return 0 if name in FREE or not others else None


def _einsum(args):
    """One product for each combination of the letters; None for other than two operands with one letter an axis."""
    if not isinstance(args[0], str) or "." in args[0] or "->" not in args[0]:
        return None
    operands = args[1] if isinstance(args[1], (tuple, list)) else args[1:]
    inputs, result = args[0].replace(" ", "").split("->")
    terms = inputs.split(",")
    if len(terms) != 2 or any(len(set(term)) < len(term) for term in terms):
        return None
    lengths = {letter: n for term, t in zip(terms, operands) for letter, n in zip(term, t.shape)}
    alone = set(terms[0]) ^ set(terms[1])  # a letter of one operand that the result lacks may be summed up beforehand
    return math.prod(lengths.values()) if alone <= set(result) else None


def _attention(query, key, value):
    """Each query meets each key, and each weight found so each value."""
    rows = query.numel() // query.shape[-1]
    return rows * key.shape[-2] * (query.shape[-1] + value.shape[-1])


def _multi_head_attention(args, kwargs):
    """Four dense layers, and the attention between them; query, key and value are (length, batch, features)."""
    call = inspect.signature(F.multi_head_attention_forward).bind(*args, **kwargs).arguments
    if call.get("static_k") is not None or call.get("static_v") is not None:
        return None
    query, key, value = call["query"], call["key"], call["value"]
    width = call["embed_dim_to_check"]
    dense = width * (2 * query.numel() + key.numel() + value.numel())  # queries go in, and what was found comes out
    keys = key.shape[0] + (call["bias_k"] is not None) + bool(call["add_zero_attn"])
    return dense + 2 * query.numel() * keys


def _recurrent(name, args):
    """Every weight once for each step; biases have one axis, weights two."""
    weights = args[2:] if name.endswith("cell") else [a for a in args if isinstance(a, (tuple, list))][-1]
    steps = args[0].numel() // args[0].shape[-1]
    return steps * sum(w.numel() for w in weights if w is not None and w.ndim == 2)
