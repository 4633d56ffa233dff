"""Examples for the API's description, made of its schemas, so that each one fits."""

from collections.abc import Mapping
from typing import Any

_NOTICE, _VERSION, _HEX = "0f5b3c8d9e1a2b47", "0c9a7f6e5d4c4b3a8f1e2d3c4b5a6978", "5d0c0e2f6f2b4f0f"
_KNOWN: dict[str, Any] = {
    "question": "北屏区哪些部门负责文化旅游合作？",
    "standalone": "北屏区哪些部门负责文化旅游合作？",
    "asked_as": "那文化旅游合作呢？",
    "questions": "北屏区哪些部门负责文化旅游合作？",
    "answer": "（五）深化文化旅游合作——北屏区：区文化体育旅游局、区融媒体中心负责[1]",
    "content": "哪个部门负责文化旅游合作？",
    "status": "现行",
    "kind": "duty",
    "title": "北屏区与青禾度假区对口合作实施方案",
    "notice_id": _NOTICE,
    "version_id": _VERSION,
    "job_id": _HEX * 2,
    "job_ids": _HEX * 2,
    "conversation_id": "3f1c6a58b7d94e7f",
    "document_number": "北政办发〔2024〕9号",
    "issuer": "北屏区人民政府办公室",
    "source": "2024/对口合作实施方案.docx",
    "sources": "2024/对口合作实施方案.docx",
    "section": "（五）深化文化旅游合作",
    "heading": "四、重点任务",
    "quote": "落实部门：区文化体育旅游局、区融媒体中心",
    "text": "落实部门：区文化体育旅游局、区融媒体中心",
    "url": f"/notices/{_NOTICE}?version={_VERSION}#120-140",
    "task": "深化文化旅游合作",
    "party": "北屏区",
    "parties": "北屏区",
    "role": "负责",
    "roles": "负责",
    "department": "区融媒体中心",
    "departments": "区融媒体中心",
    "deadline": "2024年底前",
    "month": "2024-12",
    "matched": "文化",
    "name": "办公门户",
    "reason": "没有写明负责的部门",
    "remark": "正常",
    "subject": "登记库",
    "root": "/data/uploads",
    "files": "对口合作实施方案.docx",
    "models": "duikou",
    "requested_at": "2024-02-20T01:30:00Z",
    "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
"""Values by the names of the fields that hold them."""
_MOMENT, _DAY, _WORDS = "2024-02-20T01:30:00Z", "2024-02-20", "示例"
_PLAIN: dict[str, Any] = {"integer": 1, "number": 0.9, "boolean": True, "null": None}
_DEEPEST = 12


def exemplified(
    schema: Mapping[str, Any], components: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """A value that the schema describes; `components` are the schemas that it refers to."""
    if "$ref" in schema:
        called = schema["$ref"].rsplit("/", 1)[-1]
        return exemplified(components[called], components, name, depth + 1)
    for told in (*schema.get("examples", ()), schema.get("const"), *schema.get("enum", ())):
        if told is not None:
            return _whole(told, schema, components, depth)
    if schema.get("default"):
        return schema["default"]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return exemplified(choices[0], components, name, depth + 1)
    return _of_type(schema, components, name, depth)


def _whole(told: Any, schema: Mapping[str, Any], components: Mapping[str, Any], depth: int) -> Any:
    """An example with what it leaves out: none where that is possible, as the description drops it."""
    if not isinstance(told, Mapping):
        return told
    known = schema.get("properties", {})
    left = {name: known[name] for name in schema.get("required", ()) if name not in told}
    added = {
        name: None
        if {"type": "null"} in each.get("anyOf", ())
        else exemplified(each, components, name, depth + 1)
        for name, each in left.items()
    }
    return {**added, **told}


def _of_type(
    schema: Mapping[str, Any], components: Mapping[str, Any], name: str, depth: int
) -> Any:
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return _object(schema, components, depth)
    if kind == "array":
        return _array(schema, components, name, depth)
    if kind == "string":
        return _string(schema, name)
    floor = schema.get("minimum", schema.get("exclusiveMinimum"))
    return _PLAIN.get(str(kind)) if floor is None else max(floor, 1)


def _object(schema: Mapping[str, Any], components: Mapping[str, Any], depth: int) -> Any:
    told = {
        name: exemplified(each, components, name, depth + 1)
        for name, each in schema.get("properties", {}).items()
        if depth < _DEEPEST
    }
    others = schema.get("additionalProperties")
    if not told and isinstance(others, Mapping):
        told["负责"] = exemplified(others, components, "", depth + 1)
    return told


def _array(schema: Mapping[str, Any], components: Mapping[str, Any], name: str, depth: int) -> Any:
    if "prefixItems" in schema:
        return [exemplified(each, components, name, depth + 1) for each in schema["prefixItems"]]
    return [exemplified(schema.get("items", {}), components, name, depth + 1)]


def _string(schema: Mapping[str, Any], name: str) -> str:
    form = schema.get("format")
    if form in {"date", "date-time"}:
        return _DAY if form == "date" else _MOMENT
    if name.endswith("_at"):
        return _MOMENT
    return str(_KNOWN.get(name, _WORDS))[: schema.get("maxLength")]
