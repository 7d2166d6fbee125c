// While a question waits for its answer: is the server still there, and is it the same one? If not, the page says so, keeps
// the question, and offers to go on when the service is back.
"use strict";

(() => {
  const { words, find } = window.policyAssistant;
  const EVERY = 1000; // milliseconds between two looks
  const PATIENCE = 3000; // how long one look may take
  const root = words.lang === "en" ? "../" : "";
  let instance = "";
  let question = "";
  let waiting = 0; // the number of the latest question; a look for an earlier one stops

  async function look() {
    try {
      const answer = await fetch(new URL(`${root}healthz`, document.baseURI), {
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return answer.ok ? (await answer.json()).instance : "";
    } catch {
      return "";
    }
  }

  const turns = () => document.querySelectorAll("#conversation .turn").length;
  const answered = (before) => turns() > before && !find("#conversation .turn.pending");

  async function watch(mine, before) {
    let failures = 0;
    while (mine === waiting && !answered(before)) {
      await new Promise((done) => setTimeout(done, EVERY));
      if (mine !== waiting || answered(before)) break;
      const now = await look();
      failures = now ? 0 : failures + 1;
      if (failures === 2) show(words.lost_title, words.lost_hint);
      if (now && now !== instance) {
        show(words.back_title, words.back_hint, true);
        return;
      }
      if (now && find("#lost")) find("#lost").remove();
      if (now && !find("#conversation .turn.pending")) resend();
    }
    if (mine === waiting) sessionStorage.removeItem("question");
  }

  // Gradio takes no question in the moment in which it finishes the one before; it is then still in the box
  let resending = false;
  function resend() {
    if (find("#question textarea")?.value !== question) return;
    resending = true;
    find("#send")?.click();
    resending = false;
  }

  // kept from here on: Gradio, too, loads the page anew when it finds another server
  function show(title, hint, back = false) {
    sessionStorage.setItem("question", question);
    find("#lost")?.remove();
    document.body.classList.add("stopped");
    const box = document.createElement("div");
    box.id = "lost";
    box.className = "card problem";
    box.setAttribute("role", "alert");
    box.append(Object.assign(document.createElement("h3"), { className: "label", textContent: title }));
    box.append(Object.assign(document.createElement("p"), { textContent: hint }));
    if (back) {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "button strong",
        textContent: words.reload,
      });
      button.addEventListener("click", () => location.reload());
      box.append(button);
    }
    find("#ask").before(box);
    box.scrollIntoView({ block: "nearest" });
  }

  function asked(text) {
    if (!text.trim() || !instance) return;
    question = text;
    document.body.classList.remove("stopped");
    watch(++waiting, turns());
  }

  document.addEventListener(
    "keydown",
    (event) => {
      const box = event.target;
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && box.matches?.("#question textarea")) asked(box.value);
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("button");
      if (button?.id === "send" && !resending) asked(find("#question textarea").value);
    },
    true,
  );

  // the question that was on its way when the server went away
  function refill() {
    const text = sessionStorage.getItem("question");
    const box = find("#question textarea");
    if (!text || !box) return Boolean(box);
    sessionStorage.removeItem("question");
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    return true;
  }

  async function start() {
    instance = await look();
    while (!refill()) await new Promise((done) => setTimeout(done, 100));
  }

  start();
})();
