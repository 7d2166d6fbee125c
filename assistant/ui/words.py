"""Every word the chat shows, once per language. Traditional Chinese as Taiwan's agencies write it, and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language. Fields with ``{…}`` are filled with ``str.format``."""

    lang: str
    prefix: str
    name: str
    tagline: str
    skip: str
    skip_main: str
    documents: str
    other_language: str
    other_lang: str
    theme: str
    notice_label: str
    notice: str
    coverage: str
    coverage_undated: str
    question_label: str
    question_placeholder: str
    send: str
    new_conversation: str
    examples: str
    welcome: str
    welcome_hint: str
    asked: str
    no_question: str
    answered: str
    thinking: str
    understood_as: str
    extracted: str
    refused: str
    out_of_scope: str
    nearest: str
    sources: str
    sources_label: str
    sources_hint: str
    marker: str
    copy: str
    copied: str
    copy_failed: str
    error: str
    what_to_do: str
    busy: str
    busy_hint: str
    footnotes: str
    footnote_notice: str
    asked_at: str
    index_id: str
    edition: str
    undated: str
    page: str
    recognised: str
    source: str
    previous_section: str
    next_section: str
    open_original: str
    back_to_answer: str
    elided: str
    no_heading: str
    back_to_chat: str
    contents: str
    documents_lead: str
    agency: str
    edition_label: str
    sections: str
    licence: str
    warnings: str
    preparing: str
    preparing_hint: str
    stage: str
    failed: str
    failed_unknown: str
    failed_unknown_hint: str
    not_found: str
    not_found_hint: str
    source_failed: str
    connection_lost: str


ZH = Words(
    lang="zh-Hant-TW",
    prefix="",
    name="政策問答助理",
    tagline="以政策文件原文回答，每句附出處",
    skip="跳到問題輸入框",
    skip_main="跳到主要內容區塊",
    documents="文件清單",
    other_language="English",
    other_lang="en",
    theme="切換深色／淺色",
    notice_label="使用須知",
    notice=(
        "本服務未使用生成式AI，僅摘錄文件原文；內容可能不完整，請以原文及主管機關公告為準，不作為行政處分之依據。"
        "請勿輸入機密、個人資料或未公開資訊。"
    ),
    coverage="資料截至 {date}，已載入 {count} 份文件。",
    coverage_undated="已載入 {count} 份文件，文件未標示日期。",
    question_label="請輸入政策問題",
    question_placeholder="例如：主辦機關、期程、指標",
    send="送出",
    new_conversation="開始新對話",
    examples="可以這樣問",
    welcome="想了解哪一項政策？",
    welcome_hint="答案摘自已載入的政策文件，點選〔1〕等編號即可對照原文。文件沒有寫的，會直接告訴您。",
    asked="您的問題",
    no_question="（未輸入文字）",
    answered="回答",
    thinking="正在查閱文件……",
    understood_as="依前文，將問題理解為：{question}",
    extracted="原文摘錄",
    refused="文件未載明",
    out_of_scope="不在服務範圍",
    nearest="最接近的章節",
    sources="出處",
    sources_label="出處對照",
    sources_hint="點選回答中的編號，這裡會顯示該段原文及其前後文。",
    marker="出處 {number}：{title}",
    copy="複製回答與註腳",
    copied="已複製",
    copy_failed="無法複製，請自行選取文字",
    error="無法處理這個問題",
    what_to_do="建議：{hint}",
    busy="提問次數過於頻繁，請稍後再試。",
    busy_hint="約 {seconds} 秒後可再次提問。",
    footnotes="註：",
    footnote_notice="本段由政策問答助理自文件原文摘錄，未使用生成式AI；請以原文及主管機關公告為準。",
    asked_at="查詢時間：{time}",
    index_id="索引版本：{index_id}",
    edition="{date} 版",
    undated="未標示日期",
    page="第 {page} 頁",
    recognised="文字辨識，請核對原件",
    source="資料來源：{source}",
    previous_section="上一節",
    next_section="下一節",
    open_original="開啟原文",
    back_to_answer="回到回答",
    elided="（前後文已略，請開啟原文檢視全文）",
    no_heading="（文件開頭）",
    back_to_chat="回到問答",
    contents="章節目錄",
    documents_lead="回答只取自下列文件。文件以外的內容，本服務不會回答。",
    agency="機關",
    edition_label="版本日期",
    sections="章節數",
    licence="授權",
    warnings="未能讀取的部分",
    preparing="正在準備文件索引",
    preparing_hint="首次啟動需要建立索引，完成後本頁會自動開啟問答。",
    stage="目前步驟：{stage}（{done}／{total}）",
    failed="無法啟動問答服務",
    failed_unknown="準備文件索引時發生未預期的錯誤。",
    failed_unknown_hint="請查看執行視窗中的訊息，並通知系統管理人員。",
    not_found="找不到這份文件或章節",
    not_found_hint="文件可能已更新或撤下，請由文件清單重新選擇。",
    source_failed="暫時無法取得這段原文，請重新點選，或開啟原文頁面檢視。",
    connection_lost="與伺服器的連線中斷，請確認服務仍在執行後重新送出。",
)

EN = Words(
    lang="en",
    prefix="en/",
    name="Policy Assistant",
    tagline="Answers in the plans' own words, every sentence cited",
    skip="Skip to the question box",
    skip_main="Skip to the main content",
    documents="Documents",
    other_language="中文",
    other_lang="zh-Hant-TW",
    theme="Switch dark or light",
    notice_label="Please note",
    notice=(
        "No generative AI is used: answers are extracts of the documents. They may be incomplete; the original text and "
        "the responsible agency's announcements prevail. Do not enter confidential, personal or unpublished information."
    ),
    coverage="Documents up to {date}; {count} loaded.",
    coverage_undated="{count} documents loaded, none dated.",
    question_label="Your question about a policy",
    question_placeholder="A plan's aims, lead agency, schedule…",
    send="Ask",
    new_conversation="New conversation",
    examples="You could ask",
    welcome="Which policy would you like to know about?",
    welcome_hint=(
        "Answers are taken from the loaded documents. Select a number such as [1] to see the original. "
        "What the documents do not say, you will be told plainly."
    ),
    asked="Your question",
    no_question="(nothing was entered)",
    answered="Answer",
    thinking="Reading the documents…",
    understood_as="Read together with what went before as: {question}",
    extracted="Extracted from the original",
    refused="Not stated in the documents",
    out_of_scope="Outside this service",
    nearest="Nearest sections",
    sources="Sources",
    sources_label="Source beside the answer",
    sources_hint="Select a number in an answer to see the original text around it here.",
    marker="Source {number}: {title}",
    copy="Copy answer with footnotes",
    copied="Copied",
    copy_failed="Could not copy; please select the text yourself",
    error="This question could not be handled",
    what_to_do="What to do: {hint}",
    busy="Too many questions in a short time. Please try again shortly.",
    busy_hint="You can ask again in about {seconds} seconds.",
    footnotes="Notes:",
    footnote_notice=(
        "Extracted from the documents by Policy Assistant without generative AI; "
        "the original text and the agency's announcements prevail."
    ),
    asked_at="Asked: {time}",
    index_id="Index: {index_id}",
    edition="edition of {date}",
    undated="undated",
    page="page {page}",
    recognised="read from an image; check the original",
    source="Source: {source}",
    previous_section="Previous section",
    next_section="Next section",
    open_original="Open the original",
    back_to_answer="Back to the answer",
    elided="(text before and after left out; open the original for all of it)",
    no_heading="(start of the document)",
    back_to_chat="Back to the chat",
    contents="Contents",
    documents_lead="Answers come from these documents only. Nothing outside them is answered.",
    agency="Agency",
    edition_label="Edition",
    sections="Sections",
    licence="Licence",
    warnings="Could not be read",
    preparing="Preparing the index of documents",
    preparing_hint="The first start builds the index. This page opens the chat as soon as it is done.",
    stage="Now: {stage} ({done}/{total})",
    failed="The assistant could not be started",
    failed_unknown="An unexpected error occurred while preparing the index.",
    failed_unknown_hint="Please see the messages in the program's window and tell the administrator.",
    not_found="No such document or section",
    not_found_hint="It may have been updated or withdrawn. Please choose again from the list of documents.",
    source_failed="This passage cannot be fetched just now. Select it again, or open the original.",
    connection_lost="The connection was lost. Check that the service is running, then ask again.",
)

LANGUAGES: tuple[Words, ...] = (ZH, EN)
"""The first is served at the root, the others under their prefix."""
