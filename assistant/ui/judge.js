// Judging an answer: one click for a helpful one, a small dialog for what is wrong with it.
"use strict";

(() => {
  const { words, say } = window.policyAssistant;

  async function send(key, kind, note) {
    try {
      const answer = await fetch(new URL("feedback", document.baseURI), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ key, kind, note }),
      });
      if (answer.ok) return "";
      return (await answer.json()).error?.message || words.report_failed;
    } catch {
      return words.report_failed;
    }
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function choice(kind, first) {
    const box = element("input", { type: "radio", name: "kind", value: kind, checked: first });
    return element("label", { className: "choice" }, box, ` ${words[kind]}`);
  }

  function dialog(opener) {
    const title = element("h2", { id: "report-title", textContent: words.report_title });
    const kinds = element("fieldset", {}, element("legend", { textContent: words.report_kind }));
    ["wrong_citation", "wrong_answer", "missing_content"].forEach((kind, i) => kinds.append(choice(kind, i === 0)));
    const note = element("textarea", { id: "report-note", maxLength: 500, rows: 3 });
    const label = element("label", { htmlFor: "report-note", textContent: words.report_note });
    const told = element("p", { className: "told" });
    told.setAttribute("role", "alert");
    const cancel = element("button", { type: "button", className: "quiet", textContent: words.report_cancel });
    const submit = element("button", { type: "submit", className: "button strong", textContent: words.report_send });
    const kept = element("p", { className: "meta", textContent: words.report_kept });
    const buttons = element("p", { className: "buttons" }, cancel, submit);
    const form = element("form", { method: "dialog" }, title, kinds, label, note, kept, told, buttons);
    const box = element("dialog", { className: "report" }, form);
    box.setAttribute("aria-labelledby", title.id);
    cancel.addEventListener("click", () => box.close());
    box.addEventListener("close", () => {
      box.remove();
      opener.focus();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      submit.disabled = true;
      const kind = form.querySelector("input:checked").value;
      told.textContent = await send(opener.value, kind, note.value);
      submit.disabled = false;
      if (!told.textContent) {
        thank(opener);
        box.close();
      }
    });
    document.body.append(box);
    box.showModal();
  }

  function thank(button) {
    button.textContent = words.report_thanks;
    say(words.report_thanks);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".report")) dialog(button);
    if (button?.matches(".helpful")) {
      const problem = await send(button.value, "helpful", "");
      if (problem) {
        button.textContent = problem;
        say(problem);
      } else {
        thank(button);
      }
    }
  });
})();
