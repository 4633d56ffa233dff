"""GET /api/duties: conditions and formats."""

import csv
import io
import json

import openpyxl
import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.errors import error_of

KEYS = {
    "notice_id", "source", "title", "document_number", "heading", "task", "party", "role", "departments", "deadline", "quote", "start",
    "end",
}  # fmt: skip
PLAN = "北屏区与青禾度假区对口合作实施方案.html"


def test_rows_have_the_contracts_shape_and_stand_in_their_notices(client: TestClient) -> None:
    duties = client.get("/api/duties").json()["duties"]
    assert len(duties) > 90
    texts = {
        notice_id: client.get(f"/api/notices/{notice_id}").json()["text"]
        for notice_id in {duty["notice_id"] for duty in duties}
    }
    for duty in duties:
        assert set(duty) >= KEYS
        assert duty["role"] in {"牵头", "负责", "配合"}
        assert duty["departments"]
        assert duty["quote"] == texts[duty["notice_id"]][duty["start"] : duty["end"]]


CONDITIONS = {
    "部门": ({"department": "区妇联"}, ["区工商联", "团区委", "区妇联"]),
    "部门简称": ({"department": "文旅事业局", "party": "青禾"}, ["文旅事业局", "青禾农旅集团"]),
    "任务与一方": ({"task": "科技协作", "party": "北屏"}, ["区科学技术局", "区农业农村局"]),
    "公文与角色": (
        {"notice": "云岭政办发〔2024〕11号", "role": "牵头", "task": "污水处理站"},
        ["市生态环境局"],
    ),
}


@pytest.mark.parametrize(("query", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(client: TestClient, query: dict[str, str], expected: list[str]) -> None:
    (duty,) = client.get("/api/duties", params=query).json()["duties"]
    assert duty["departments"] == expected


def test_nothing_found(client: TestClient) -> None:
    assert client.get("/api/duties?department=没有的局").json() == {"duties": [], "total": 0}


def test_two_sides_of_one_task_are_two_rows(client: TestClient) -> None:
    duties = client.get("/api/duties", params={"notice": PLAN, "task": "共建合作园区"}).json()[
        "duties"
    ]
    assert [(d["party"], d["departments"]) for d in duties] == [
        ("北屏区", ["区发展改革局", "区投资促进局", "北屏高新区管委会"]),
        ("青禾度假区", ["经济发展局", "招商服务中心"]),
    ]
    assert duties[0]["task"] == duties[1]["task"]
    assert duties[0]["heading"] == ["四、重点工作", "（一）共建合作园区"]


def test_json_lines(client: TestClient) -> None:
    response = client.get("/api/duties", params={"party": "北屏", "format": "jsonl"})
    assert response.headers["content-type"].startswith("application/x-ndjson")
    whole = client.get("/api/duties", params={"party": "北屏"}).json()["duties"]
    assert [json.loads(line) for line in response.text.splitlines()] == whole


def test_csv(client: TestClient) -> None:
    response = client.get("/api/duties", params={"party": "北屏", "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "duties.csv" in response.headers["content-disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 8
    assert {row["一方"] for row in rows} == {"北屏区"}


def test_xlsx(client: TestClient) -> None:
    response = client.get("/api/duties", params={"party": "北屏", "format": "xlsx"})
    assert "spreadsheetml" in response.headers["content-type"]
    assert "duties.xlsx" in response.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.max_row == 9


@pytest.mark.parametrize(
    ("query", "says"),
    [("format=pdf", "format"), ("format=table", "format"), (f"task={'长' * 201}", "task 太长")],
    ids=["未知格式", "命令行的格式", "过长"],
)
def test_request_that_is_wrong_says_what(client: TestClient, query: str, says: str) -> None:
    assert says in error_of(client.get(f"/api/duties?{query}"), 422)["message"]
