"""A small corpus with two editions of a plan and a rule, indexed once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Assistant
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

PLAN_OLD = """寬頻建設計畫

第一期報告

2019年6月30日

重點工作

- 普及偏鄉寬頻
- 培育網路人才

推動分工

召集部會：交通部
共同召集部會：文化部

執行成果

2016

涵蓋鄉鎮：26個

2019

涵蓋鄉鎮：85個
"""

PLAN_NEW = """寬頻建設計畫第二期

重點工作

- 布建衛星網路 (數發部/國科會)
- 培育網路人才 (教育部)
- 強化網路安全 (數發部)

推動分工

召集部會：數發部
共同召集部會：國科會

各國比較

\t日本\t韓國
願景\t人人享有數位服務\t全球領先的數位國家
目標\t<ul> 數位化服務 培育人才 </ul>\t<ul> 開放平台 創新文化 </ul>
"""

RULE = """獎助要點
一、為鼓勵學校辦理數位學習，特訂定本要點。
二、本要點之主管機關為教育部。
三、申請獎助應具備下列資格之一：
(一) 依法立案之學校。
(二) 連續辦學三年以上。
四、每案獎助金額以新臺幣一百五十萬元為上限，且不得逾總經費百分之四十九。
五、申請期間自民國113年3月1日起至同年4月30日止。
"""

MANIFEST = """
[[document]]
id = "plan-1"
file = "plan-1.txt"
title = "寬頻建設計畫第一期報告"
agency = "交通部"
edition = "2019-06-30"
family = "寬頻建設計畫"
aliases = ["第一期報告"]
slides = ["寬頻建設計畫"]

[[document]]
id = "plan-2"
file = "plan-2.txt"
title = "寬頻建設計畫第二期報告"
agency = "數位發展部"
edition = "2023-06-30"
family = "寬頻建設計畫"
aliases = ["第二期報告"]
slides = ["寬頻建設計畫第二期"]

[[document]]
id = "rule"
file = "rule.txt"
title = "數位學習獎助要點"
agency = "教育部"
edition = "2024-01-10"
"""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in (
        ("plan-1.txt", PLAN_OLD),
        ("plan-2.txt", PLAN_NEW),
        ("rule.txt", RULE),
        ("manifest.toml", MANIFEST),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def retriever(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    index_dir = tmp_path_factory.mktemp("index")
    build(open_library(corpus), index_dir)
    return Retriever.open(index_dir)


@pytest.fixture(scope="session")
def assistant(retriever: Retriever) -> Assistant:
    return Assistant(retriever)
