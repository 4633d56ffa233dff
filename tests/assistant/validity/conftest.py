"""A library of laws and notices in several editions, fictional, indexed once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace

HISTORY = """2004年4月30日 国务院令第9006号公布

2016年2月6日 《国务院关于修改部分行政法规的决定》第一次修订"""
FILES = {
    "茶叶条例旧": f"""茶叶条例(2016-02-06)

{HISTORY}

第一条 为了规范茶叶经营活动，制定本条例。

第二条 茶叶经营者应当持营业执照到县商务局窗口备案。

第三条 本条例自2004年7月1日起施行。""",
    "茶叶条例新": f"""茶叶条例(2023-07-20)

{HISTORY}

2023年7月20日 《国务院关于修改和废止部分行政法规的决定》第二次修订

第一条 为了规范茶叶经营活动，制定本条例。

第二条 茶叶经营者应当登录市商务局网站备案。

第三条 本条例自2004年7月1日起施行。1990年5月1日国务院发布的《茶叶收购条例》同时废止。""",
    "茶叶条例实施细则": """茶叶条例实施细则

二〇二〇年六月一日国务院批准

第一条 根据《茶叶条例》，制定本细则。

第二条 备案应当提交三份材料。""",
    "补贴旧": """松林市人民政府关于印发《松林市茶叶补贴办法》的通知

松政发〔2019〕12号

各县区人民政府：

现将《松林市茶叶补贴办法》印发给你们，请遵照执行。

松林市人民政府

2019年3月1日

松林市茶叶补贴办法

第一条 每亩茶园补贴五百元。

第二条 本办法自印发之日起施行。""",
    "农产品": """松林市人民政府关于印发《松林市农产品补贴办法》的通知

松政发〔2024〕5号

各县区人民政府：

现将《松林市农产品补贴办法》印发给你们，请遵照执行。

松林市人民政府

2024年3月1日

松林市农产品补贴办法

第一条 每亩农田补贴八百元。

第二条 本办法自印发之日起施行，有效期至2099年12月31日。《松林市茶叶补贴办法》（松政发〔2019〕12号）同时废止。""",
    "采摘": """松林市农业农村局关于印发《松林市茶叶采摘规定（试行）》的通知

松农发〔2018〕7号

各县区农业农村局：

请遵照执行。

松林市农业农村局

2018年5月1日

松林市茶叶采摘规定（试行）

第一条 采摘工人持证上岗，上岗证有效期为九年。

第二条 本规定自2018年6月1日起试行，试行期两年。""",
}


@pytest.fixture(scope="session")
def laws(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Workspace]:
    library = tmp_path_factory.mktemp("法规库")
    for name, text in FILES.items():
        (library / f"{name}.txt").write_text(text, encoding="utf-8")
    with open_workspace(Settings(data_dir=tmp_path_factory.mktemp("数据"))) as opened:
        assert not opened.refresher.refresh(library).failures
        yield opened
