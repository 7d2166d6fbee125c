"""Every word a report shows, in Traditional Chinese as Taiwan's agencies write it and in English."""

from __future__ import annotations

from html import escape

Words = tuple[str, str]
"""(Traditional Chinese, English)."""

CATEGORIES: dict[str, Words] = {
    "fact_single": ("單一事實", "Single fact"),
    "number_kpi": ("數字與指標", "Numbers"),
    "org_responsibility": ("主責機關", "Agencies"),
    "list_enumeration": ("列舉", "Lists"),
    "cross_doc_compare": ("跨文件比較", "Comparison"),
    "synonym_alias": ("同義與別名", "Synonyms"),
    "paraphrase_semantic": ("換句話說", "Paraphrase"),
    "simplified_chinese": ("簡體提問", "Simplified Chinese"),
    "english": ("英文提問", "English"),
    "multi_turn": ("連續提問", "Follow-ups"),
    "table_lookup": ("查表", "Tables"),
    "conditions": ("條件", "Conditions"),
    "unanswerable": ("無法回答（婉拒）", "Unanswerable"),
}

VERDICTS: dict[str, Words] = {
    "right": ("正確且出處相符", "Right, rightly sourced"),
    "unsourced": ("正確但出處不符", "Right, wrong source"),
    "partial": ("部分正確", "Partly right"),
    "wrong": ("錯誤", "Wrong"),
    "declined": ("誤拒", "Wrongly declined"),
    "failed": ("提問失敗", "Failed"),
    "refused": ("正確婉拒", "Rightly declined"),
    "invented": ("婉拒但編造數值", "Declined, value invented"),
    "answered": ("應婉拒卻作答", "Should have declined"),
}

METRICS: dict[str, Words] = {
    "full": ("正確且出處相符", "Right with right source"),
    "correct": ("正確", "Correct"),
    "completeness": ("完整度", "Completeness"),
    "citation_hit": ("引用命中", "Citation hit"),
    "citations_matched": ("證據引用率", "Evidence cited"),
    "citation_precision": ("引用精確率", "Citation precision"),
    "section_hit": ("章節命中", "Section hit"),
    "figure_support": ("數值有據", "Figures supported"),
    "refusal": ("無法回答時婉拒", "Unanswerable declined"),
    "false_refusal": ("誤拒", "Wrongly declined"),
    "edition_confusion": ("誤引其他版本", "Edition confusion"),
    "stability": ("換問法答案相同", "Stability"),
    "hit@1": ("首位命中", "hit@1"),
    "hit@5": ("前五命中", "hit@5"),
    "mrr@10": ("MRR@10", "MRR@10"),
    "ndcg@10": ("nDCG@10", "nDCG@10"),
    "recall@10": ("前十召回", "recall@10"),
    "map@10": ("MAP@10", "MAP@10"),
    "latency_p50": ("作答時間中位數", "Latency, median"),
    "latency_p95": ("作答時間第95百分位", "Latency, 95th percentile"),
}

CHANNELS: dict[str, Words] = {
    "": ("合併", "All together"),
    "bm25": ("BM25", "BM25"),
    "dense": ("向量", "Vectors"),
}

PARTS: dict[str, Words] = {
    "ranking": ("學得的排序", "Learned ranking"),
    "runners_up": ("次佳陳述", "Runners-up"),
    "parts": ("拆開問題", "Split questions"),
    "follow_ups": ("承接先前問題", "Follow-ups"),
    "other_names": ("其他名稱", "Other names"),
    "declining": ("婉拒判斷", "Declining"),
}
"""What can be left out of the answerer (``assistant.answer.PARTS``), short enough for a chart."""

VARIANTS: dict[str, Words] = {
    "polite": ("加上問候語", "With a greeting"),
    "punctuation": ("標點不同", "Other punctuation"),
    "width": ("全形英數字", "Full-width forms"),
    "simplified": ("簡體字", "Simplified"),
    "reordered": ("文件順序不同", "Reordered index"),
}

TEXT: dict[str, Words] = {
    "title": ("政策問答助理評測報告", "Policy Assistant: evaluation report"),
    "lead": (
        "以下數字由保存的答案計算，不經任何語言模型評審；同一份紀錄永遠得到同樣的分數。指標定義見 docs/evaluation.md。",
        "All figures are computed from stored answers without any model as judge; the same record always gives the same "
        "scores. Metrics are defined in docs/evaluation.md.",
    ),
    "skip": ("跳到主要內容", "Skip to the main content"),
    "switch": ("English", "中文"),
    "sets": ("題目集", "Question sets"),
    "set": ("題目集 {name}", "Question set {name}"),
    "questions_count": ("{count} 題", "{count} questions"),
    "headline": ("主要數字", "Headline"),
    "macro_note": ("{count} 類平均；95% 區間 {low}–{high}", "mean of {count} categories; 95% interval {low}–{high}"),
    "overall_note": ("全部題目", "over all questions"),
    "categories": ("各類題目：正確且出處相符", "By category: right with right source"),
    "categories_note": (
        "線段為 95% 自助法區間；無法回答的題目以婉拒率表示。題數少而全對或全錯的類別，區間寬度為零，不代表沒有誤差。",
        "Lines are 95% bootstrap intervals; unanswerable questions show how many were declined. A small category that is all "
        "right or all wrong has an interval without width, which does not mean certainty.",
    ),
    "trade_off": ("婉拒的取捨", "The refusal trade-off"),
    "trade_off_note": (
        "曲線為改變婉拒門檻時的結果，圓點為目前的位置。越靠左上越好。",
        "The curve is what other thresholds would give, the dot is where the system stands. Up and to the left is better.",
    ),
    "trade_off_x": ("可回答卻婉拒 →", "answerable, declined →"),
    "trade_off_y": ("↑ 無法回答而婉拒", "↑ unanswerable, declined"),
    "retrieval": ("各檢索管道", "Retrieval by channel"),
    "retrieval_note": (
        "含有證據引文的段落排在第幾位；各管道單獨檢索，與合併後比較。",
        "Where passages with an evidence quote rank, each channel alone and all together.",
    ),
    "latency": ("作答時間", "Latency"),
    "latency_note": (
        "單次作答的時間分布，於下列機器量測。",
        "How long one answer takes, on the machine named below.",
    ),
    "ablations": ("關閉各部分的影響", "What each part is worth"),
    "ablations_note": (
        "關閉該部分後，兩項數字的變化與 95% 區間（逐題成對，自助法）；往左表示該部分有幫助。",
        "Change of two figures without the part, with 95% intervals (paired bootstrap); to the left means that the part helps.",
    ),
    "d_full": ("正確且出處相符", "Right with right source"),
    "d_refusal": ("無法回答時婉拒", "Unanswerable declined"),
    "d_false_refusal": ("誤拒", "Wrongly declined"),
    "history": ("歷次評測", "History"),
    "history_note": (
        "同一題目集各版公布的與保存的評測，由舊到新。",
        "The same questions at each release and in each stored run, oldest first.",
    ),
    "peers": ("與其他做法比較", "Beside other ways of answering"),
    "peers_note": (
        "同一份題目、同一套計分。沒有語言模型的做法以最佳段落的前 150 字作答；檢索數字以各自的段落計，段落長短不同，不宜直接相比。",
        "Same questions, same scorer. Ways without a language model answer with the first 150 characters of their best "
        "passage; retrieval figures are of each one's own passages, whose lengths differ.",
    ),
    "variants": ("換個問法", "Asked otherwise"),
    "variants_note": ("換問法或重排文件後，答案相同的比例。", "Share of same answers when asked otherwise."),
    "not_available": ("這次的評測沒有下列資料：", "The stored runs hold nothing of: "),
    "data": ("數據", "Figures"),
    "all_metrics": ("全部指標", "All metrics"),
    "reproduce": ("如何重現", "How to reproduce"),
    "run": ("評測紀錄", "The run"),
    "started": ("時間", "Started"),
    "index_id": ("索引", "Index"),
    "settings_id": ("設定", "Settings"),
    "questions_sha256": ("題目檔 SHA-256", "SHA-256 of the questions"),
    "documents": ("文件", "Documents"),
    "machine": ("機器", "Machine"),
    "versions": ("版本", "Versions"),
    "system": ("系統", "System"),
    "category": ("類別", "Category"),
    "count": ("題數", "n"),
    "macro": ("類別平均", "Macro"),
    "overall": ("全部題目", "Overall"),
    "interval": ("95% 區間", "95% interval"),
    "channel": ("管道", "Channel"),
    "variant": ("問法", "Variant"),
    "part": ("部分", "Part"),
    "same": ("答案相同", "Same answer"),
    "verdict": ("判定", "Verdict"),
    "every_question": ("每一題", "Every question"),
    "withheld": (
        "只量測的題目集（{names}）不列出各題，以免據以調整。",
        "Questions of sets that are only measured ({names}) are not listed, so that nothing is fitted to them.",
    ),
    "search": ("搜尋題目與答案", "Search questions and answers"),
    "all": ("全部", "All"),
    "shown": ("顯示", "Showing"),
    "answer": ("答案", "Answer"),
    "gold": ("標準答案", "Gold answer"),
    "citations": ("引用", "Citations"),
    "evidence": ("標準出處", "Gold evidence"),
    "no_citations": ("沒有引用。", "No citations."),
    "earlier": ("先前的問題", "Earlier questions"),
    "values": ("分數", "Scores"),
    "failed": ("提問失敗：{error}", "Asking failed: {error}"),
}


def name(table: dict[str, Words], key: str) -> Words:
    """Return the words of a key, or the key itself in both languages where it is somebody else's."""
    return table.get(key, (key, key))


def both(words: Words) -> str:
    """Return HTML that shows the words in the page's language."""
    if words[0] == words[1]:
        return escape(words[0])
    zh, en = map(escape, words)
    return f'<span class="zh">{zh}</span><span class="en" lang="en">{en}</span>'


def text(key: str, **values: object) -> Words:
    """Return the words of ``TEXT`` with their ``{…}`` filled."""
    zh, en = TEXT[key]
    return zh.format(**values), en.format(**values)
