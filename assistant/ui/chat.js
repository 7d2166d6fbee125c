// The chat page: opens a source beside its answer, copies, announces, switches the theme. No framework, no other host.
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 900px)");
  const find = (selector, root = document) => root.querySelector(selector);
  const words = JSON.parse(find('meta[name="policy-words"]').content);
  let opener = null; // the link a source was opened from: focus returns there
  let asked = 0; // counts requests for sources: only the latest is shown

  document.documentElement.lang = words.lang;

  // ---- theme: the system's, unless the reader chose otherwise
  function paint(choice) {
    const dark = choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.classList.toggle("dark", dark);
    document.documentElement.classList.toggle("light", !dark);
    document.body.classList.toggle("dark", dark);
    return dark;
  }

  // ---- sources
  const sourceAddress = (href) => {
    const url = new URL(href, document.baseURI);
    const match = url.pathname.match(/^(.*\/)d\/([^/]+)$/);
    return match ? `${match[1]}source/${match[2]}${url.search}` : "";
  };

  // beside the conversation where there is room, right under the answer where there is not
  function place(link) {
    if (!narrow.matches) return find("#panel .panel-body");
    const old = link.closest(".panel-body");
    if (old) return old;
    document.querySelectorAll(".turn .panel").forEach((one) => one.remove());
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.innerHTML = '<div class="panel-body"></div>';
    link.closest(".card").after(panel);
    return panel.firstChild;
  }

  async function openSource(link, { focus }) {
    const address = sourceAddress(link.href);
    const body = address && place(link);
    if (!body) return;
    const inside = body.contains(link);
    if (!inside) opener = link;
    document.querySelectorAll('[aria-current="true"]').forEach((one) => one.removeAttribute("aria-current"));
    if (!inside) link.setAttribute("aria-current", "true");
    const mine = ++asked;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine !== asked) return;
      body.innerHTML = html; // our own server's, every part of it escaped there
      addClose(body);
    } catch {
      if (mine !== asked) return;
      body.innerHTML = "";
      const note = document.createElement("p");
      note.className = "empty";
      note.setAttribute("role", "alert");
      note.textContent = words.source_failed;
      body.append(note);
      return;
    }
    if (narrow.matches && focus) body.scrollIntoView({ block: "start" });
    if (focus) find("h2", body)?.focus({ preventScroll: narrow.matches });
    const quote = find("#quote", body);
    const excerpt = find(".excerpt", body);
    if (quote && excerpt) excerpt.scrollTop = quote.offsetTop - excerpt.offsetTop - excerpt.clientHeight / 3;
  }

  function addClose(body) {
    if (!opener) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "tool close";
    close.textContent = words.back_to_answer;
    close.addEventListener("click", () => {
      (document.contains(opener) ? opener : find("#question textarea"))?.focus();
    });
    find(".steps", body)?.after(close);
  }

  // ---- copying works without HTTPS too, where the clipboard interface is missing
  async function copy(button) {
    const rows = button.closest(".card").querySelectorAll(".copy-text > span");
    const text = [...rows].map((row) => row.textContent).join("\n");
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = done ? words.copied : words.copy_failed;
    say(button.textContent);
    setTimeout(() => (button.textContent = label), 2000);
  }

  // ---- one live region: what is new is said once, not the whole conversation again
  const live = document.createElement("div");
  live.className = "hidden-label";
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  const say = (text) => (live.textContent = text);

  // ---- what happens when the conversation changes
  let announced = "";

  const latest = () => [...document.querySelectorAll("#conversation .turn")].pop();
  const keyOf = (turn) => (turn && find("button.report", turn)?.value) || "";

  // beside the conversation, not in it: what Gradio draws anew must not take it away
  async function suggested(turn) {
    find("#follow-ups")?.remove();
    const key = keyOf(turn);
    const html = key && (await part(`follow-ups/${key}`));
    if (!html || keyOf(latest()) !== key) return;
    const box = Object.assign(document.createElement("div"), { id: "follow-ups", innerHTML: html });
    find("#conversation").after(box);
  }

  // a part of the page from our own server, every text in it escaped there; null when it cannot be had
  async function part(address) {
    try {
      const answer = await fetch(new URL(address, document.baseURI), { cache: "no-store" });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  // documents may have been published since the page was made
  async function renew() {
    for (const box of document.querySelectorAll(".now.fresh")) {
      box.classList.remove("fresh");
      const html = await part(`now/${box.id.slice(4)}`);
      if (html !== null) box.innerHTML = html;
    }
  }

  function follow() {
    renew();
    const turn = latest();
    document.body.classList.toggle("talking", Boolean(turn));
    if (!turn) {
      announced = "";
      find("#follow-ups")?.remove();
      return;
    }
    const state = `${turn.id} ${turn.className}`;
    if (state === announced) return;
    announced = state;
    turn.scrollIntoView({ block: "start", behavior: "auto" });
    suggested(turn);
    if (turn.classList.contains("pending")) return;
    const card = find(".card", turn);
    say([...card.querySelectorAll(".label, .text, .hint, .problem > p")].map((one) => one.innerText).join(" "));
    const first = find("a.cite", card);
    if (first && !narrow.matches) openSource(first, { focus: false });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      if (link.matches(".cite, .cite-row, .step")) {
        event.preventDefault();
        openSource(link, { focus: true });
      } else if (link.matches(".skip")) {
        event.preventDefault();
        find("#question textarea")?.focus();
      } else if (link.matches(".bar .tool")) {
        event.preventDefault();
        location.assign(link.href);
      }
    }
    const button = event.target.closest("button");
    if (button?.matches(".copy")) copy(button);
    if (button?.matches(".follow, .example")) ask(button.textContent);
    if (button?.matches(".theme")) {
      const dark = !document.documentElement.classList.contains("dark");
      localStorage.setItem("theme", dark ? "dark" : "light");
      paint(dark ? "dark" : "light");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener && document.activeElement.closest(".panel")) opener.focus();
  });

  // ---- a suggested question is asked as if it had been typed
  function ask(text) {
    const box = find("#question textarea");
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => find("#send")?.click(), 50);
  }

  window.policyAssistant = { words, say, find };

  function start() {
    document.body.append(live);
    paint(localStorage.getItem("theme"));
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
